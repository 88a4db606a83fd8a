//! How an act on an entry is carried out: with the round where it has to stand, the version of the ruleset by which is
//! decided, whoever is named and the files that are cited.

use std::collections::BTreeSet;

use chassis::caller::Caller;
use chassis::fields::{self, Fault, Fields};
use chassis::keys::PersonStream;
use chrono::NaiveDate;
use contracts::CommandRequest;
use contracts::ledger::v1::CommandReceipt;
use evidence::Cited;
use ledger::sealed::Opened;
use ledger::{Asked, Decider as _, Step};
use tonic::Status;

use super::Entries;
use crate::domain::entry::content::{Author, Consent, ConsentParty, Description, DossierFile};
use crate::domain::entry::{
    Act, Born, Command, Entry, Rejection, Standing, Start, State, Submission,
};
use crate::domain::participant::{self, BirthDate, Participant};
use crate::domain::round::{self, Arrival, Condition};
use crate::domain::ruleset;
use crate::domain::{CitedFile, EntryId, Holder, ParticipantId, RoundId, UnitId};
use crate::grpc::DOMAIN;
use crate::grpc::contest::{Contest, Refused, Setting, officer};

const NOT_ON_PAPER: Fault = Fault::Other {
    reason: "NOT_ON_PAPER",
    english: "must be empty for an entry that did not come on paper",
    vietnamese: "phải để trống với hồ sơ không nộp bằng giấy",
};

/// An act on an entry, and what surrounds it.
pub(in crate::grpc) struct Doing {
    pub(in crate::grpc) act: Act,
    pub(in crate::grpc) on: NaiveDate,
    pub(in crate::grpc) asked: Asked,
}

type Answer = Result<Option<CommandReceipt>, Status>;

impl Contest {
    /// What is asked of the entry that the request names, with its round; `read` is given today.
    pub(in crate::grpc) fn about_entry<R: CommandRequest, T>(
        &self,
        caller: &Caller,
        request: &R,
        (round, entry): (&str, &str),
        read: impl FnOnce(&mut Fields, NaiveDate) -> Option<T>,
    ) -> Result<(Doing, T), Status> {
        let on = self.clock.today();
        fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", round).map(RoundId);
            let entry = fields.uuid("entry_id", entry).map(EntryId);
            let asked = fields.asked(caller, request, Entry::CATEGORY, entry);
            let said = read(fields, on);
            let act = Act { entry: entry?, round: round?, by: officer(caller) };
            Some((Doing { act, on, asked: asked? }, said?))
        })
    }

    /// The round and its ruleset, of an entry that is there if they are.
    pub(in crate::grpc) async fn setting_of(&self, act: &Act) -> Result<Setting, Status> {
        let setting = self.setting(act.round).await?;
        setting.ok_or_else(|| DOMAIN.rejected(Rejection::EntryNotFound))
    }

    /// Files that the unit which organises keeps. One that is there twice is refused by the entry itself.
    pub(in crate::grpc) fn shown<'f>(
        &self,
        organiser: UnitId,
        files: impl Iterator<Item = &'f CitedFile>,
    ) -> Vec<Box<dyn Step>> {
        let mut seen = BTreeSet::new();
        let once = files.filter(|file| seen.insert(file.evidence));
        let cited = once.map(|file| {
            let evidence = evidence::domain::EvidenceId(file.evidence.0);
            Cited { evidence, sha256: file.sha256.clone() }
        });
        self.evidence.confirm(organiser.0.into(), cited.collect())
    }
}

impl Entries {
    async fn done(&self, asked: Asked, steps: Vec<Box<dyn Step>>) -> Answer {
        DOMAIN.act(&self.contest.ledger, asked, steps).await
    }

    fn step(&self, entry: EntryId, command: Command) -> Box<dyn Step> {
        self.contest.entries.step(entry, command)
    }

    /// Each of them, once.
    fn named(
        &self,
        act: &Act,
        participants: impl Iterator<Item = ParticipantId>,
    ) -> impl Iterator<Item = Box<dyn Step>> {
        let once: BTreeSet<_> = participants.map(|it| it.0).collect();
        once.into_iter().map(|id| {
            let confirm = participant::Command::Confirm { round: act.round, by: act.by.clone() };
            self.contest.participants.step(ParticipantId(id), confirm)
        })
    }

    pub(super) async fn start(
        &self,
        doing: Doing,
        description: Description,
        (on_paper, illustrative): (bool, bool),
    ) -> Answer {
        let Doing { act, on, asked } = doing;
        let round = self.contest.round(act.round).await?;
        let standing = round.standing().map_err(|rejection| DOMAIN.rejected(rejection))?;
        let Some(setting) = self.contest.setting(act.round).await? else {
            let phase = standing.phase();
            return Err(DOMAIN.rejected(round::Rejection::EntriesNotOpen { phase }));
        };
        let Setting { whose, schedule, version, rules } = setting;
        // What comes on paper may have been posted in time, until it says when.
        let through = act.by.unit;
        let arrival = match on_paper {
            true => Arrival::Posted { on: on.min(schedule.entries_until), through },
            false => Arrival::Called { on },
        };
        let start = Box::new(Start {
            programme: whose.programme,
            on_paper,
            description,
            rules,
            started_on: on,
            illustrative: illustrative || whose.illustrative,
        });
        let (entry, round) = (act.entry, act.round);
        let steps = vec![
            self.step(entry, Command::Start { act, start }),
            self.contest.held(round, Condition::TakesEntries(arrival)),
            self.contest.held_rules(round, version),
        ];
        self.done(asked, steps).await
    }

    pub(super) async fn describe(&self, doing: Doing, description: Description) -> Answer {
        let Doing { act, asked, .. } = doing;
        let Setting { version, rules, .. } = self.contest.setting_of(&act).await?;
        let (entry, round) = (act.entry, act.round);
        let (description, rules) = (Box::new(description), Box::new(rules));
        let steps = vec![
            self.step(entry, Command::Describe { act, description, rules }),
            self.contest.held_rules(round, version),
        ];
        self.done(asked, steps).await
    }

    pub(super) async fn name_authors(
        &self,
        doing: Doing,
        authors: Vec<Author>,
        advisers: Vec<ParticipantId>,
    ) -> Answer {
        let Doing { act, asked, .. } = doing;
        let Setting { version, rules, .. } = self.contest.setting_of(&act).await?;
        let all = authors.iter().map(|it| it.participant).chain(advisers.iter().copied());
        let named: Vec<_> = self.named(&act, all).collect();
        let (entry, round, rules) = (act.entry, act.round, Box::new(rules));
        let mut steps = vec![
            self.step(entry, Command::SetAuthors { act, authors, advisers, rules }),
            self.contest.held_rules(round, version),
        ];
        steps.extend(named);
        self.done(asked, steps).await
    }

    pub(super) async fn put_together(&self, doing: Doing, dossier: Vec<DossierFile>) -> Answer {
        let Doing { act, asked, .. } = doing;
        let Setting { whose, version, rules, .. } = self.contest.setting_of(&act).await?;
        let shown = self.contest.shown(whose.organiser, dossier.iter().map(|it| &it.file));
        let (entry, round, rules) = (act.entry, act.round, Box::new(rules));
        let mut steps = vec![
            self.step(entry, Command::SetDossier { act, dossier, rules }),
            self.contest.held_rules(round, version),
        ];
        steps.extend(shown);
        self.done(asked, steps).await
    }

    pub(super) async fn show_consent(&self, doing: Doing, consent: Consent) -> Answer {
        let Doing { act, asked, .. } = doing;
        let Setting { whose, .. } = self.contest.setting_of(&act).await?;
        let shown = self.contest.shown(whose.organiser, std::iter::once(&consent.file));
        let mut steps = vec![self.step(act.entry, Command::RecordConsent { act, consent })];
        steps.extend(shown);
        self.done(asked, steps).await
    }

    pub(super) async fn take_consent_back(
        &self,
        doing: Doing,
        (participant, party, withdrawn_on): (ParticipantId, ConsentParty, NaiveDate),
    ) -> Answer {
        let Doing { act, asked, .. } = doing;
        let entry = act.entry;
        let withdraw = Command::WithdrawConsent { act, participant, party, withdrawn_on };
        self.done(asked, vec![self.step(entry, withdraw)]).await
    }

    pub(super) async fn hand_in(
        &self,
        doing: Doing,
        ruleset_version: u32,
        posted_on: Option<NaiveDate>,
    ) -> Answer {
        let Doing { act, on, asked } = doing;
        let Setting { schedule, version, rules, .. } = self.contest.setting_of(&act).await?;
        if version != ruleset_version {
            let rejection = ruleset::Rejection::RulesetChanged { version };
            let refused = Refused { entry: act.entry, rejection };
            return self.done(asked, vec![Box::new(refused)]).await;
        }
        let standing = self.own(&act).await?;
        let arrival = arrival(&standing, &act, on, posted_on)?;
        let authors: Vec<_> = standing.authors().collect();
        let born = match rules.authors.asks_for_ages() {
            true => self.born(&authors).await?,
            false => Some(Vec::new()),
        };
        let Some(born) = born else {
            let rejection = participant::Rejection::ParticipantErased;
            let refused = Refused { entry: act.entry, rejection };
            return self.done(asked, vec![Box::new(refused)]).await;
        };
        let completing = standing.state() == State::Returned;
        let condition = match completing {
            true => Condition::Screening,
            false => Condition::TakesEntries(arrival),
        };
        let submission = Box::new(Submission {
            rules,
            ruleset_version,
            entries_until: schedule.entries_until,
            submitted_at: self.contest.clock.now(),
            today: on,
            posted_on,
            completing,
            born,
        });
        let named: Vec<_> = self.named(&act, standing.participants()).collect();
        let (entry, round) = (act.entry, act.round);
        let mut steps = vec![
            self.step(entry, Command::Submit { act, submission }),
            self.contest.held(round, condition),
            self.contest.held_rules(round, ruleset_version),
        ];
        steps.extend(named);
        self.done(asked, steps).await
    }

    pub(super) async fn revise(&self, doing: Doing) -> Answer {
        let Doing { act, on, asked } = doing;
        let (entry, round) = (act.entry, act.round);
        let steps = vec![
            self.step(entry, Command::Revise { act, revised_on: on }),
            self.contest.held(round, Condition::TakesEntries(Arrival::Called { on })),
        ];
        self.done(asked, steps).await
    }

    pub(super) async fn take_back(&self, doing: Doing, reason: String) -> Answer {
        let Doing { act, on, asked } = doing;
        let (entry, round) = (act.entry, act.round);
        let steps = vec![
            self.step(entry, Command::Withdraw { act, withdrawn_on: on, reason }),
            self.contest.held(round, Condition::BeforeJudging),
        ];
        self.done(asked, steps).await
    }

    /// The entry as it stands, for whoever holds it.
    async fn own(&self, act: &Act) -> Result<Standing, Status> {
        let entry: Entry = DOMAIN.loaded(&self.contest.entries, act.entry).await?;
        let standing = entry.standing().filter(|it| it.round() == act.round);
        let own = standing.filter(|it| it.holder().is(&act.by)).cloned();
        own.ok_or_else(|| DOMAIN.rejected(Rejection::EntryNotFound))
    }

    /// When each of them was born, as far as it is known; none where one of them is erased. Where the keys are away
    /// nobody's age is taken as unknown.
    async fn born(&self, authors: &[ParticipantId]) -> Result<Option<Vec<Born>>, Status> {
        let mut born = Vec::new();
        for id in authors {
            let kept: Participant = DOMAIN.loaded(&self.contest.participants, *id).await?;
            let Some(sealed) = kept.details() else { return Ok(None) };
            let stream = PersonStream::new(DOMAIN, Participant::CATEGORY, id.0);
            match stream.opened(&self.keys, sealed).await? {
                Opened::Value(details) => {
                    let on = details.birth_date.map(BirthDate::new);
                    born.push(Born { participant: *id, on });
                }
                Opened::Erased => return Ok(None),
            }
        }
        Ok(Some(born))
    }
}

/// How it comes: on paper with a postmark, and else without one.
fn arrival(
    standing: &Standing,
    act: &Act,
    on: NaiveDate,
    posted_on: Option<NaiveDate>,
) -> Result<Arrival, Status> {
    let through = act.by.unit;
    let (fault, arrival) = match (standing.holder(), posted_on) {
        (Holder::Office(_), Some(on)) => (None, Arrival::Posted { on, through }),
        (Holder::Office(_), None) => (Some(Fault::Required), Arrival::Called { on }),
        (Holder::Person(_), Some(_)) => (Some(NOT_ON_PAPER), Arrival::Called { on }),
        (Holder::Person(_), None) => (None, Arrival::Called { on }),
    };
    fields::read(&DOMAIN, |fields| match fault {
        None => Some(arrival),
        Some(fault) => {
            fields.fault("posted_on", fault);
            None
        }
    })
}
