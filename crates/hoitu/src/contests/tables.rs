//! Rounds and what belongs to them, as tables.

pub mod appeals;
pub mod entries;
pub mod judging;
pub mod prizes;
pub mod rounds;
pub mod ruleset;

use contracts::awards::v1::Stage;

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Unspecified => "",
        Stage::Preliminary => "sơ khảo",
        Stage::Final => "chung khảo",
    }
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "có" } else { "không" }
}
