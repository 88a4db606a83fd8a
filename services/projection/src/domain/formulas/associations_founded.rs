//! II.4.b/1: associations that were permitted to be established in the window, by field.

use super::{Formula, Judge, Scene};
use crate::domain::facts::Stage;
use crate::domain::figure::{
    Amount, Class, Judged, Reason, Share, Silence, Sort, Subject, Verdict,
};
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "associations_founded",
    version: 1,
    sort: Sort::Count,
    silence: Silence::Zero,
    feeds: &["AssociationLicensed"],
    judge: Judge::Events(judge),
};

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let licensed = scene.facts.stages.iter().filter(|fact| fact.what.stage == Stage::Licensed);
    let judged = licensed.map(|fact| {
        let (association, day) = (fact.what.association, fact.origin.occurred_on);
        let field = Class::Field(scene.register.field_on(association, day));
        Judged {
            origin: &fact.origin,
            subject: Subject::Organisation(association),
            home: scene.register.territory_on(association, day),
            verdict: match day {
                _ if day < measured.from => Verdict::left_out(Reason::BeforeWindow),
                _ if day > measured.until => Verdict::left_out(Reason::AfterWindow),
                _ => Verdict::Counted(Share::of(Amount::ONE, [field])),
            },
        }
    });
    judged.collect()
}
