//! What each rpc needs of its caller, as its contract says in the option `hoitu.access.v1.needs`. An
//! rpc that does not say it is not built.

use std::fmt::Write as _;

use anyhow::{Context as _, bail};
use prost_reflect::{DescriptorPool, DynamicMessage, Kind, MessageDescriptor, MethodDescriptor};

/// `Scoped` for every request, and the table `RPCS`.
pub(crate) fn of_all_rpcs(pool: &DescriptorPool) -> anyhow::Result<String> {
    let (mut impls, mut table) = (String::new(), String::new());
    for service in pool.services() {
        for method in service.methods() {
            let rpc = format!("{}/{}", service.full_name(), method.name());
            let needs = needs(pool, &method).with_context(|| format!("what {rpc} needs"))?;
            let (things, kinds) = things(pool, &method.input(), &needs)
                .with_context(|| format!("what {rpc} is about"))?;
            let duty = variant(pool, "hoitu.access.v1.Duty", &needs, "duty")?;
            let request = path(method.input().full_name())?;
            write!(
                impls,
                "impl Scoped for {request} {{
                    const RPC: &'static str = {rpc:?};
                    fn things(&self) -> Vec<(access::v1::Kind, &str)> {{
                        let things: Vec<(access::v1::Kind, &str)> = Vec::new();
                        things.into_iter(){things}.collect()
                    }}
                }}\n"
            )?;
            writeln!(
                table,
                "Rpc {{ name: {rpc:?}, duty: access::v1::Duty::{duty}, kinds: &[{kinds}] }},"
            )?;
        }
    }
    Ok(format!("{impls}/// Every rpc of every service.\npub const RPCS: &[Rpc] = &[\n{table}];\n"))
}

fn needs(pool: &DescriptorPool, method: &MethodDescriptor) -> anyhow::Result<DynamicMessage> {
    let option = pool
        .get_extension_by_name("hoitu.access.v1.needs")
        .context("there is no option hoitu.access.v1.needs")?;
    let options = method.options();
    if !options.has_extension(&option) {
        bail!("the option hoitu.access.v1.needs is missing");
    }
    let needs = options.get_extension(&option);
    Ok(needs.as_message().context("the option is no message")?.clone())
}

/// The expression that chains what the request names, and the sorts of it.
fn things(
    pool: &DescriptorPool,
    request: &MessageDescriptor,
    needs: &DynamicMessage,
) -> anyhow::Result<(String, String)> {
    let (mut things, mut kinds) = (String::new(), String::new());
    let on = needs.get_field_by_name("on").context("needs has no field on")?;
    for on in on.as_list().context("on is no list")? {
        let on = on.as_message().context("on holds no messages")?;
        let kind = variant(pool, "hoitu.access.v1.Kind", on, "kind")?;
        let field = on.get_field_by_name("field").context("on has no field")?;
        let field = field.as_str().context("field is no text")?;
        let kind = format!("access::v1::Kind::{kind}");
        let ids = ids(request, field)?;
        write!(things, ".chain({ids}.map(|id| ({kind}, id)))")?;
        write!(kinds, "{kind}, ")?;
    }
    Ok((things, kinds))
}

/// An iterator over the ids in `field`, `list` or `list.field`.
fn ids(request: &MessageDescriptor, path: &str) -> anyhow::Result<String> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let field =
        request.get_field_by_name(first).with_context(|| format!("there is no field {first}"))?;
    match (field.kind(), field.is_list(), rest) {
        (Kind::String, false, "") => Ok(format!("std::iter::once(&*self.{first})")),
        (Kind::String, true, "") => Ok(format!("self.{first}.iter().map(|id| &**id)")),
        (Kind::Message(within), true, last) => match within.get_field_by_name(last) {
            Some(field) if field.kind() == Kind::String && !field.is_list() => {
                Ok(format!("self.{first}.iter().map(|it| &*it.{last})"))
            }
            _ => bail!("{path} is no text"),
        },
        _ => bail!("{path} is no text"),
    }
}

/// The Rust variant of an enum's value that is not the unspecified one.
fn variant(
    pool: &DescriptorPool,
    of: &str,
    message: &DynamicMessage,
    field: &str,
) -> anyhow::Result<String> {
    let number = message.get_field_by_name(field).and_then(|value| value.as_enum_number());
    let number = number.filter(|number| *number != 0).with_context(|| format!("no {field}"))?;
    let of = pool.get_enum_by_name(of).with_context(|| format!("there is no {of}"))?;
    let value = of.get_value(number).with_context(|| format!("{number} is no {field}"))?;
    let name = value.name().strip_prefix(&format!("{}_", of.name().to_uppercase()));
    let words = name.context("a value without the name of its enum")?.split('_');
    Ok(words.map(|word| word[..1].to_owned() + &word[1..].to_lowercase()).collect())
}

/// `hoitu.awards.v1.ListEntriesRequest` becomes `awards::v1::ListEntriesRequest`.
fn path(full_name: &str) -> anyhow::Result<String> {
    let within = full_name.strip_prefix("hoitu.").context("a message of another project")?;
    Ok(within.replace('.', "::"))
}
