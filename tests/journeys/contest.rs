//! A round that a test holds: whoever acts in it, and the etags of what they act on.

use std::collections::BTreeMap;

use contracts::access::v1::Kind;
use contracts::membership::v1::Role;
use serde_json::{Value, json};

use crate::world::{World, eventually};

pub const PROGRAMME: &str = "01900000-0000-7000-8000-0000000000b1";
pub const ROUND: &str = "01900000-0000-7000-8000-0000000000b2";

pub const SECRETARY: &str = "contest-secretary";
pub const CHAIR: &str = "jury-chair";
pub const COMMITTEE: &str = "organising-committee";

pub struct Contest<'w> {
    pub world: &'w World,
    pub organiser: String,
    /// By stream: `round-UUID`.
    etags: BTreeMap<String, String>,
}

impl<'w> Contest<'w> {
    /// With everybody's rights given, and awards going by them.
    pub async fn staffed(world: &'w World) -> Self {
        let organiser = world.unit_of("union-officer");
        world.grant("union-officer", Role::UnionAdmin, Kind::Unit, &organiser).await;
        world.grant("award-authority", Role::AwardAuthority, Kind::Programme, PROGRAMME).await;
        let committee = Role::OrganisingCommittee;
        world.grant("organising-committee", committee, Kind::Round, ROUND).await;
        world.grant("jury-chair", Role::JuryChair, Kind::Round, ROUND).await;
        for number in 1..=6 {
            let judge = format!("judge-{number}");
            world.grant(&judge, Role::Judge, Kind::Round, ROUND).await;
        }
        world.grant("contest-secretary", Role::ContestSecretary, Kind::Round, ROUND).await;
        let asked = || match world.try_ask_as("contest-secretary", &["contest", "desk", ROUND], "")
        {
            Err(told) if told.contains("NO_PERMISSION") => Err(told),
            answered => Ok(answered),
        };
        drop(eventually("awards goes by the rights", asked).await);
        Self { world, organiser, etags: BTreeMap::new() }
    }

    /// Carries out a command; its receipt.
    pub fn send(&mut self, office: &str, rpc: &str, said: &Value) -> Value {
        self.try_send(office, rpc, said).unwrap_or_else(|told| panic!("{rpc} {said}: {told}"))
    }

    /// The same, of what has an etag.
    pub fn change(&mut self, office: &str, rpc: &str, stream: &str, said: &Value) -> Value {
        let changed = self.try_change(office, rpc, stream, said);
        changed.unwrap_or_else(|told| panic!("{rpc} {said}: {told}"))
    }

    pub fn try_change(
        &mut self,
        office: &str,
        rpc: &str,
        stream: &str,
        said: &Value,
    ) -> Result<Value, String> {
        let mut said = said.clone();
        said["etag"] = self.etag(stream).into();
        self.try_send(office, rpc, &said)
    }

    fn try_send(&mut self, office: &str, rpc: &str, said: &Value) -> Result<Value, String> {
        let verb = ["-o", "json", "contest", "send", rpc];
        let receipt = self.world.try_ask_as(office, &verb, &said.to_string())?;
        let receipt: Value = serde_json::from_str(&receipt).unwrap();
        let events = receipt["events"].as_array().unwrap().clone();
        for told in events.iter().chain([&receipt]) {
            self.note(told["etag"].as_str().unwrap());
        }
        Ok(receipt)
    }

    pub fn etag(&self, stream: &str) -> &str {
        self.etags.get(stream).unwrap_or_else(|| panic!("nothing was said of {stream}"))
    }

    /// An etag is a stream and its revision, in quotes.
    pub fn note(&mut self, etag: &str) {
        if let Some((stream, _)) = etag.trim_matches('"').rsplit_once('-') {
            self.etags.insert(stream.to_owned(), etag.to_owned());
        }
    }

    /// What a verb about the round shows an office.
    pub fn shown(&self, office: &str, verb: &str, more: &[&str]) -> Value {
        let arguments = [&["-o", "json", "contest", verb, ROUND], more].concat();
        serde_json::from_str(&self.world.ask_as(office, &arguments, "")).unwrap()
    }

    /// When it is in that phase; what time does raises the etag too.
    pub async fn in_phase(&mut self, phase: &str) {
        let world = self.world;
        let look = || {
            let arguments = ["-o", "json", "contest", "show", ROUND];
            let round = world.try_ask_as("contest-secretary", &arguments, "")?;
            let round: Value = serde_json::from_str(&round).unwrap();
            if round["phase"] == phase { Ok(round) } else { Err(round["phase"].to_string()) }
        };
        let round = eventually(&format!("the round is {phase}"), look).await;
        self.note(round["etag"].as_str().unwrap());
    }

    /// The sheets of a judge, when there are so many in a state.
    pub async fn sheets(&self, office: &str, state: &str, count: usize) -> Vec<Value> {
        let look = || {
            let sheets = self.shown(office, "sheets", &["--stage", "final"]);
            let all = sheets["sheets"].as_array().unwrap();
            let such: Vec<_> = all.iter().filter(|it| it["state"] == state).cloned().collect();
            if such.len() == count { Ok(such) } else { Err(format!("{sheets}")) }
        };
        eventually(&format!("{office} has {count} sheets {state}"), look).await
    }

    pub fn decision(&self, on: &str) -> Value {
        json!({ "number_symbol": "MẪU", "issued_on": on, "issuer_unit_id": self.organiser })
    }

    /// Stores a file of the organiser's; how it is cited.
    pub fn filed(&self, name: &str) -> Value {
        let path = self.world.folder.join(format!("{name}.txt"));
        std::fs::write(&path, format!("Tài liệu mẫu: {name}")).unwrap();
        let path = path.display().to_string();
        let put = ["-o", "json", "evidence", "--service", "awards", "put", &path, "--unit"];
        let put = [&put[..], &[&self.organiser]].concat();
        let stored: Value =
            serde_json::from_str(&self.world.ask_as("union-officer", &put, "")).unwrap();
        json!({ "evidence_id": stored["evidence_id"], "sha256": stored["sha256"] })
    }

    /// Its stream.
    pub fn round(&self) -> String {
        format!("round-{ROUND}")
    }

    /// Voted on, posted, decided; it is told to nobody before it is released.
    pub fn decides(&mut self, prizes: &[Value]) {
        let list = format!("prize_list-{ROUND}");
        let mut propose =
            json!({ "round_id": ROUND, "prizes": prizes, "proposed_on": "2026-07-12" });
        propose["etag"] = self.etag(&self.round()).into();
        self.send(COMMITTEE, "ProposePrizes", &propose);
        let vote = json!({
            "present": 7, "in_favour": 7, "against": 0, "blank": 0, "voted_on": "2026-07-13",
            "minutes": self.filed("bien-ban-ban-to-chuc"),
        });
        let vote = json!({ "round_id": ROUND, "vote": vote });
        self.change(COMMITTEE, "RecordCommitteeVote", &list, &vote);
        let post = json!({ "round_id": ROUND, "posted_on": "2026-07-15" });
        self.change(SECRETARY, "PostPrizes", &list, &post);
        let decide = |on: &str| {
            json!({
                "programme_id": PROGRAMME, "round_id": ROUND, "decided_on": on,
                "decision_ref": self.decision(on),
            })
        };
        let (early, decide) = (decide("2026-07-29"), decide("2026-08-01"));
        let early = self.try_change("award-authority", "DecidePrizes", &list, &early);
        assert!(early.unwrap_err().contains("POSTING_NOT_OVER"));
        self.change("award-authority", "DecidePrizes", &list, &decide);
        let none = self.shown("union-officer", "released", &[]);
        assert_eq!(none["prizes"], json!([]), "nothing is told before the release");
        let release = json!({ "round_id": ROUND, "released_on": "2026-08-05" });
        self.change(SECRETARY, "ReleaseResults", &list, &release);
    }
}
