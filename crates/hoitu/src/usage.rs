//! How the program is called, told in Vietnamese: help, and what is wrong with a call.
//!
//! clap has no translations. Its headings are given here, and a refused call is worded from what clap
//! knows about it.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory as _, FromArgMatches as _};

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::output::Form;

const USAGE: &str = "Dùng:  ";
const TEMPLATE: &str = "{about-with-newline}\nDùng:  {usage}\n\n{all-args}{after-help}";

/// A call that asks for no verb.
#[derive(Debug)]
pub enum Otherwise {
    /// Help, or the version.
    Asked(String),
    /// Wrong, and the form it wanted its answer in, as far as that can be told.
    Wrong { failure: Failure, form: Form },
}

/// Reads the command line, the program's name first.
pub fn read(line: impl IntoIterator<Item = OsString>) -> Result<Arguments, Otherwise> {
    let line: Vec<OsString> = line.into_iter().collect();
    command()
        .try_get_matches_from(&line)
        .and_then(|matches| Arguments::from_arg_matches(&matches))
        .map_err(|error| otherwise(&error, &line))
}

fn otherwise(error: &clap::Error, line: &[OsString]) -> Otherwise {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return Otherwise::Asked(in_words(&error.render().to_string()));
    }
    let lenient = command().ignore_errors(true).try_get_matches_from(line).ok();
    let form = lenient.and_then(|matches| matches.get_one::<Form>("form").copied());
    let failure = Failure::Call { sentence: sentence(error), usage: usage(error) };
    Otherwise::Wrong { failure, form: form.unwrap_or_default() }
}

fn command() -> Command {
    let help = Arg::new("help").short('h').long("help").help("In hướng dẫn này");
    let help = help.action(ArgAction::HelpShort).global(true).help_heading("Tùy chọn chung");
    let version = Arg::new("version").short('V').long("version").help("In phiên bản");
    let version = version.action(ArgAction::Version).help_heading("Tùy chọn chung");
    let command = Arguments::command().disable_help_flag(true).disable_version_flag(true);
    worded(command.disable_help_subcommand(true).args([help, version]))
}

/// The headings and notes of a command and those below it.
fn worded(command: Command) -> Command {
    command
        .help_template(TEMPLATE)
        .subcommand_help_heading("Lệnh")
        .subcommand_value_name("LỆNH")
        .mut_args(with_heading)
        .mut_args(with_notes)
        .mut_subcommands(worded)
}

fn with_heading(arg: Arg) -> Arg {
    match (arg.get_help_heading(), arg.is_positional()) {
        (Some(_), _) => arg,
        (None, true) => arg.help_heading("Tham số"),
        (None, false) => arg.help_heading("Tùy chọn"),
    }
}

/// The values that can be chosen from, and the one that is taken where none is given.
fn with_notes(arg: Arg) -> Arg {
    if !arg.get_action().takes_values() {
        return arg;
    }
    let mut text = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let values = arg.get_possible_values();
    if !values.is_empty() {
        let names: Vec<_> = values.iter().map(|value| value.get_name()).collect();
        text.push_str(&format!(": {}", names.join(", ")));
    }
    if let [default] = arg.get_default_values()
        && !arg.is_hide_default_value_set()
    {
        text.push_str(&format!(" (mặc định {})", default.display()));
    }
    arg.help(text).hide_possible_values(true).hide_default_value(true)
}

/// clap's last English word, which no setting changes.
fn in_words(text: &str) -> String {
    text.replace("[OPTIONS]", "[TÙY CHỌN]")
}

/// How it is called rightly: with a verb missing, all that can follow.
fn usage(error: &clap::Error) -> String {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let help = in_words(&error.render().to_string());
        return help.find(USAGE).map_or_else(String::new, |start| help[start..].trim().to_owned());
    }
    let Some(usage) = error.get(ContextKind::Usage) else { return String::new() };
    in_words(&usage.to_string().replace("Usage: ", USAGE))
}

fn sentence(error: &clap::Error) -> String {
    let argument = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::NoEquals if value.is_empty() => {
            format!("{argument} cần một giá trị")
        }
        ErrorKind::InvalidValue => {
            let valid = context(error, ContextKind::ValidValue);
            format!("{argument}: “{value}” không dùng được; chọn một trong: {valid}")
        }
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string);
            format!("{argument}: “{value}” {}", why.as_deref().unwrap_or("không dùng được"))
        }
        ErrorKind::UnknownArgument => {
            let similar = similar(error, ContextKind::SuggestedArg);
            format!("không có tham số “{argument}”{similar}")
        }
        ErrorKind::InvalidSubcommand => {
            let unknown = context(error, ContextKind::InvalidSubcommand);
            let similar = similar(error, ContextKind::SuggestedSubcommand);
            format!("không có lệnh “{unknown}”{similar}")
        }
        ErrorKind::MissingRequiredArgument => format!("thiếu {argument}"),
        ErrorKind::ArgumentConflict => match context(error, ContextKind::PriorArg) {
            prior if prior.is_empty() || prior == argument => {
                format!("{argument} chỉ được nêu một lần")
            }
            prior => format!("{argument} không đi cùng {prior}"),
        },
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "thiếu lệnh".to_owned()
        }
        ErrorKind::InvalidUtf8 => "dòng lệnh có ký tự không phải UTF-8".to_owned(),
        ErrorKind::NoEquals
        | ErrorKind::TooManyValues
        | ErrorKind::TooFewValues
        | ErrorKind::WrongNumberOfValues
        | ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::Io
        | ErrorKind::Format
        | _ => format!("{argument} không đúng cách dùng"),
    }
}

fn similar(error: &clap::Error, kind: ContextKind) -> String {
    match context(error, kind) {
        known if known.is_empty() => String::new(),
        known => format!("; gần giống: {known}"),
    }
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::Strings(several)) => several.join(", "),
        Some(one) => one.to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(line: &[&str]) -> Result<Arguments, Otherwise> {
        read(["hoitu"].iter().chain(line).map(OsString::from))
    }

    fn wrong(line: &[&str]) -> (String, Form) {
        match call(line) {
            Err(Otherwise::Wrong { failure, form }) => {
                assert_eq!(failure.exit_code(), 2);
                (failure.for_people(), form)
            }
            other => panic!("{line:?} is not wrong: {other:?}"),
        }
    }

    fn help_of(command: &Command, path: &mut Vec<String>, seen: &mut Vec<String>) {
        for below in command.get_subcommands() {
            path.push(below.get_name().to_owned());
            let line: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
            match call(&line) {
                Err(Otherwise::Asked(text)) => seen.push(text),
                other => panic!("{line:?} gives no help: {other:?}"),
            }
            for arg in below.get_arguments() {
                let text = arg.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(!text.is_empty(), "{} of {path:?} is not described", arg.get_id());
                let id = arg.get_id().as_str().to_uppercase();
                let by_clap = arg.get_value_names().is_some_and(|names| names[0] == id.as_str());
                let takes_one = arg.get_action().takes_values();
                let is_word_of_ours = !by_clap || !takes_one || id == "RPC";
                assert!(is_word_of_ours, "{id} of {path:?} is named by its field");
            }
            help_of(below, path, seen);
            path.pop();
        }
    }

    #[test]
    fn help_has_no_english_word_of_clap_and_describes_every_argument() {
        let mut seen = Vec::new();
        help_of(&command(), &mut Vec::new(), &mut seen);
        assert!(seen.len() > 20);
        for text in seen {
            for english in
                ["Usage", "Options", "OPTIONS", "Commands", "Arguments", "Print", "default"]
            {
                assert!(!text.contains(english), "{english} in:\n{text}");
            }
        }
    }

    #[test]
    fn a_wrong_call_is_told_what_is_wrong_and_how_to_call() {
        let cases: [(&[&str], &str); 10] = [
            (&["progres"], "không có lệnh “progres”; gần giống: programme, progress"),
            (&["progress", "--as-off", "x"], "không có tham số “--as-off”; gần giống: --as-of"),
            (&["progress", "--as-of", "hôm qua"], "--as-of <NGÀY>: “hôm qua” không phải là ngày"),
            (&["progress", "--as-of"], "--as-of <NGÀY> cần một giá trị"),
            (&["-o", "xml", "progress"], "“xml” không dùng được; chọn một trong: table, json"),
            (
                &["evidence", "list", "--unit", "HP.LHH", "--service", "membership"],
                "“membership” không dùng được; chọn một trong: awards, consultancy, reporting",
            ),
            (&["progress", "--year", "abc"], "“abc” phải là số nguyên từ 1 đến 9999"),
            (&["progress", "explain"], "thiếu <CHỈ SỐ>\nDùng:  hoitu progress explain <CHỈ SỐ>"),
            (
                &["progress", "--year", "2024", "--from", "2024-01-01", "--to", "2024-02-01"],
                "--year <NĂM> không đi cùng --from <NGÀY>",
            ),
            (&["ledger"], "thiếu lệnh\nDùng:  hoitu ledger [TÙY CHỌN] <LỆNH>\n\nLệnh:\n"),
        ];
        for (line, expected) in cases {
            let (told, form) = wrong(line);
            assert!(told.contains(expected), "{expected}\nis not in\n{told}");
            assert_eq!(form, Form::Table);
        }
    }

    #[test]
    fn a_wrong_call_that_wants_json_is_answered_in_json() {
        assert_eq!(wrong(&["-o", "json", "progress", "--as-of", "x"]).1, Form::Json);
        assert_eq!(wrong(&["progress", "-o", "json", "explain"]).1, Form::Json);
    }

    #[test]
    fn the_version_is_told() {
        match call(&["--version"]) {
            Err(Otherwise::Asked(text)) => assert!(text.starts_with("hoitu ")),
            other => panic!("no version: {other:?}"),
        }
    }
}
