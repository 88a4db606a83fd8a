//! The fuzzer, for one target: `fuzz --target=NAME --seeds=FOLDER`, and libFuzzer's own options and folders.
//! libFuzzer leaves alone what begins with two hyphens.

#![no_main]

use std::path::Path;
use std::sync::OnceLock;

use fuzz::Target;
use libfuzzer_sys::fuzz_target;

static TARGET: OnceLock<Target> = OnceLock::new();

fn option(name: &str) -> Option<String> {
    std::env::args().find_map(|argument| argument.strip_prefix(name).map(str::to_owned))
}

fn target() -> Target {
    let name = option("--target=").expect("--target=NAME says what to try");
    let target = fuzz::find(&name).expect("the target is one of fuzz::TARGETS");
    if let Some(folder) = option("--seeds=") {
        target.write_seeds(Path::new(&folder)).expect("the folder for seeds can be written");
    }
    target
}

fuzz_target!(init: { let _ = TARGET.set(target()); }, |input: &[u8]| {
    (TARGET.get_or_init(target).try_out)(input);
});
