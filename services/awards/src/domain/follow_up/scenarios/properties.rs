//! The invariants of what follows, over whatever is asked in whatever order.

use chrono::Days;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn any_command() -> impl Strategy<Value = Command> {
    let on = (0..30_u64).prop_map(|days| (day("2026-09-15") + Days::new(days)).to_string());
    let contest = select(&[CONTEST, ANOTHER][..]);
    let act = prop_oneof![
        3 => (contest.clone(), on.clone()).prop_map(|(contest, on)| nominate(contest, &on)),
        3 => (contest, on.clone()).prop_map(|(contest, on)| result(contest, &on, None)),
        3 => on.clone().prop_map(|on| look(&on, true)),
        1 => on.prop_map(|on| revoke(PROGRAMME, &on)),
    ];
    (act, any::<bool>()).prop_map(|(act, has_prize)| match has_prize {
        true => asks(act),
        false => without_prize(act),
    })
}

proptest! {
    #[test]
    fn what_follows_is_in_order(commands in vec(any_command(), 0..40)) {
        let mut history: Vec<Event> = Vec::new();
        for command in commands {
            history.extend(FollowUp::replay(&history).decide(command).unwrap_or_default());
        }
        let mut awaited: BTreeMap<&str, Option<NaiveDate>> = BTreeMap::new();
        let (mut last_look, mut is_revoked) = (day("2026-09-20"), false);
        for event in &history {
            match event {
                Event::Nominated { contest, nominated_on, .. } => {
                    prop_assert!(!is_revoked && *nominated_on >= day("2026-09-20"));
                    prop_assert_eq!(awaited.insert(contest, Some(*nominated_on)), None);
                }
                Event::NationalResultRecorded { contest, decided_on, .. } => {
                    let nominated_on = awaited.insert(contest, None).flatten();
                    prop_assert!(nominated_on.is_some_and(|it| it <= *decided_on));
                }
                Event::ApplicationRecorded { looked_on, .. } => {
                    prop_assert!(!is_revoked && *looked_on >= last_look);
                    last_look = *looked_on;
                }
                Event::PrizeRevoked { revoked_on, .. } => {
                    prop_assert!(!is_revoked && *revoked_on >= day("2026-09-20"));
                    is_revoked = true;
                }
            }
        }
    }
}
