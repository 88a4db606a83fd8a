//! What follows a release, rule by rule.

mod properties;

use ledger::scenario::{Scenario, assert_reads};
use strum::VariantNames as _;
use uuid::Uuid;

use super::*;
use crate::domain::EntryId;
use crate::domain::samples::judging::{PROGRAMME, ROUND};
use crate::domain::samples::{AUTHORITY, SCHOOL, day, decision, file, officer};

const CONTEST: &str = "Cuộc thi mẫu toàn quốc lần thứ 18";
const ANOTHER: &str = "Giải mẫu toàn quốc năm 2026";
const ELSEWHERE: ProgrammeId = ProgrammeId(Uuid::from_u128(0xA9));

fn prize() -> PrizeId {
    PrizeId::of(ROUND, EntryId(Uuid::from_u128(1)))
}

fn of() -> Of {
    Of { round: ROUND, programme: PROGRAMME, origin: SCHOOL, illustrative: true }
}

/// Of an entry with a prize.
fn asks(act: Act) -> Command {
    let (programme, origin, illustrative) = (PROGRAMME, SCHOOL, true);
    let (won, released_on) = (Some(Won::Prize(prize())), day("2026-09-20"));
    let released = ReleasedEntry { programme, origin, won, released_on, illustrative };
    Command { round: ROUND, released, act }
}

/// Of an entry that was in the final only.
fn without_prize(act: Act) -> Command {
    let Command { round, released, act } = asks(act);
    Command { round, released: ReleasedEntry { won: None, ..released }, act }
}

/// Of somebody who was honoured.
fn honoured(act: Act) -> Command {
    let Command { round, released, act } = asks(act);
    Command { round, released: ReleasedEntry { won: Some(Won::Honour(prize())), ..released }, act }
}

fn nominate(contest: &str, on: &str) -> Act {
    let (contest, nominated_on) = (contest.to_owned(), day(on));
    Act::Nominate { contest, nominated_on, document: decision(9) }
}

fn nominated(contest: &str) -> Event {
    let (contest, nominated_on) = (contest.to_owned(), day("2026-10-01"));
    Event::Nominated { of: of(), contest, nominated_on, document: decision(9) }
}

fn third_prize() -> NationalPrize {
    NationalPrize { name: "Giải Ba".to_owned(), decision: decision(18) }
}

fn result(contest: &str, on: &str, prize: Option<NationalPrize>) -> Act {
    Act::RecordNationalResult { contest: contest.to_owned(), decided_on: day(on), prize }
}

fn has_result(contest: &str, prize: Option<NationalPrize>) -> Event {
    let (contest, decided_on) = (contest.to_owned(), day("2026-12-01"));
    Event::NationalResultRecorded { of: of(), contest, decided_on, prize }
}

fn look(on: &str, applied: bool) -> Act {
    Act::RecordApplication { looked_on: day(on), applied, evidence: file(5) }
}

fn looked(on: &str, applied: bool) -> Event {
    let (prize, looked_on, evidence) = (prize(), day(on), file(5));
    Event::ApplicationRecorded { of: of(), prize, looked_on, applied, evidence }
}

fn revoke(of: ProgrammeId, on: &str) -> Act {
    let (by, finding) = (officer("chủ tịch", AUTHORITY), "sao chép của người khác".to_owned());
    Act::RevokePrize { of, by, revoked_on: day(on), finding, decision: decision(9) }
}

fn revoked() -> Event {
    let (by, finding) = (officer("chủ tịch", AUTHORITY), "sao chép của người khác".to_owned());
    let (prize, revoked_on) = (prize(), day("2027-01-15"));
    Event::PrizeRevoked { of: of(), prize, by, revoked_on, finding, decision: decision(9) }
}

fn refused(history: Vec<Event>, command: Command, rejection: Rejection) {
    Scenario::<FollowUp>::given(history).when(command).then_rejected(rejection);
}

fn after_release() -> Rejection {
    Rejection::BeforeRelease { released_on: day("2026-09-20") }
}

fn gone() -> Rejection {
    Rejection::PrizeRevoked { revoked_on: day("2027-01-15") }
}

#[test]
fn whatever_was_in_the_final_goes_to_the_national_contest_from_the_day_of_the_release() {
    let expected = |nominated_on| Event::Nominated {
        of: of(),
        contest: CONTEST.to_owned(),
        nominated_on,
        document: decision(9),
    };
    for command in [asks, without_prize] {
        Scenario::<FollowUp>::given([])
            .when(command(nominate(CONTEST, "2026-09-20")))
            .then([expected(day("2026-09-20"))]);
        refused(vec![], command(nominate(CONTEST, "2026-09-19")), after_release());
    }
}

#[test]
fn it_goes_once_to_each_contest() {
    let again = || asks(nominate(CONTEST, "2026-10-01"));
    let rejection = || Rejection::AlreadyNominated { contest: CONTEST.to_owned() };
    refused(vec![nominated(CONTEST)], again(), rejection());
    refused(vec![nominated(CONTEST), has_result(CONTEST, None)], again(), rejection());
    Scenario::<FollowUp>::given([nominated(CONTEST)])
        .when(asks(nominate(ANOTHER, "2026-10-01")))
        .then([nominated(ANOTHER)]);
}

#[test]
fn a_nomination_has_one_result_which_is_a_prize_or_none() {
    for prize in [Some(third_prize()), None] {
        Scenario::<FollowUp>::given([nominated(CONTEST)])
            .when(asks(result(CONTEST, "2026-12-01", prize.clone())))
            .then([has_result(CONTEST, prize)]);
    }
    let again = asks(result(CONTEST, "2026-12-02", Some(third_prize())));
    let rejection = Rejection::ResultAlreadyRecorded { contest: CONTEST.to_owned() };
    refused(vec![nominated(CONTEST), has_result(CONTEST, None)], again, rejection);
}

#[test]
fn there_is_no_result_without_a_nomination_or_before_it() {
    let rejection = Rejection::NotNominated { contest: ANOTHER.to_owned() };
    refused(vec![nominated(CONTEST)], asks(result(ANOTHER, "2026-12-01", None)), rejection);
    let early = Rejection::BeforeNomination { nominated_on: day("2026-10-01") };
    refused(vec![nominated(CONTEST)], asks(result(CONTEST, "2026-09-30", None)), early);
    Scenario::<FollowUp>::given([nominated(CONTEST)])
        .when(asks(result(CONTEST, "2026-10-01", None)))
        .then([Event::NationalResultRecorded {
            of: of(),
            contest: CONTEST.to_owned(),
            decided_on: day("2026-10-01"),
            prize: None,
        }]);
}

#[test]
fn looks_at_an_application_never_go_back_in_time() {
    refused(vec![], asks(look("2026-09-19", true)), after_release());
    Scenario::<FollowUp>::given([])
        .when(asks(look("2026-09-20", false)))
        .then([looked("2026-09-20", false)]);
    let history = || vec![looked("2027-09-20", false)];
    let early = Rejection::BeforeLastLook { looked_on: day("2027-09-20") };
    refused(history(), asks(look("2027-09-19", true)), early);
    Scenario::<FollowUp>::given(history())
        .when(asks(look("2027-09-20", true)))
        .then([looked("2027-09-20", true)]);
}

#[test]
fn what_has_won_nothing_is_neither_applied_nor_revoked() {
    refused(vec![], without_prize(look("2027-09-20", true)), Rejection::NoPrize);
    refused(vec![], without_prize(revoke(PROGRAMME, "2027-01-15")), Rejection::NoPrize);
}

#[test]
fn an_honour_is_revoked_like_a_prize_and_is_no_work_to_apply() {
    Scenario::<FollowUp>::given([])
        .when(honoured(revoke(PROGRAMME, "2027-01-15")))
        .then([revoked()]);
    refused(vec![], honoured(look("2027-09-20", true)), Rejection::NoPrize);
}

#[test]
fn the_authority_of_the_programme_revokes_a_prize_once() {
    Scenario::<FollowUp>::given([nominated(CONTEST), looked("2026-10-20", true)])
        .when(asks(revoke(PROGRAMME, "2027-01-15")))
        .then([revoked()]);
    refused(vec![], asks(revoke(PROGRAMME, "2026-09-19")), after_release());
    refused(vec![], asks(revoke(ELSEWHERE, "2027-01-15")), Rejection::EntryNotReleased);
    refused(vec![revoked()], asks(revoke(PROGRAMME, "2027-01-15")), gone());
}

#[test]
fn nothing_follows_a_revoked_prize_but_the_results_that_are_awaited() {
    let history = || vec![nominated(CONTEST), revoked()];
    refused(history(), asks(nominate(ANOTHER, "2027-02-01")), gone());
    refused(history(), asks(look("2027-02-01", true)), gone());
    Scenario::<FollowUp>::given(history())
        .when(asks(result(CONTEST, "2026-12-01", Some(third_prize()))))
        .then([has_result(CONTEST, Some(third_prize()))]);
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
