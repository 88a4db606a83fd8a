//! What a later version of the contracts may not do to an earlier one: remove, renumber or retype.

use std::collections::BTreeMap;

use prost_types::{
    DescriptorProto, EnumDescriptorProto, FileDescriptorSet, ServiceDescriptorProto,
};

/// Each thing that callers may use, by its full name, and what it must go on being.
type Surface = BTreeMap<String, String>;

pub fn faults(before: &FileDescriptorSet, now: &FileDescriptorSet) -> Vec<String> {
    let now = surface(now);
    surface(before)
        .into_iter()
        .filter_map(|(name, meaning)| match now.get(&name) {
            None => Some(format!("{name} was removed or renamed")),
            Some(other) if *other != meaning => {
                Some(format!("{name} was {meaning} and is {other}"))
            }
            Some(_) => None,
        })
        .collect()
}

fn surface(files: &FileDescriptorSet) -> Surface {
    let mut surface = Surface::new();
    for file in files.file.iter().filter(|file| file.package().starts_with("hoitu.")) {
        for message in &file.message_type {
            add_message(&mut surface, file.package(), message);
        }
        for enumeration in &file.enum_type {
            add_enum(&mut surface, file.package(), enumeration);
        }
        for service in &file.service {
            add_service(&mut surface, file.package(), service);
        }
    }
    surface
}

fn add_message(surface: &mut Surface, scope: &str, message: &DescriptorProto) {
    let name = format!("{scope}.{}", message.name());
    surface.insert(name.clone(), "a message".into());
    for field in &message.field {
        let place = field.oneof_index.map(|index| format!(" of oneof {index}")).unwrap_or_default();
        let meaning = format!(
            "field {} ({:?} {:?} {}{place})",
            field.number(),
            field.label(),
            field.r#type(),
            field.type_name()
        );
        surface.insert(format!("{name}.{}", field.name()), meaning);
    }
    for nested in &message.nested_type {
        add_message(surface, &name, nested);
    }
    for enumeration in &message.enum_type {
        add_enum(surface, &name, enumeration);
    }
}

fn add_enum(surface: &mut Surface, scope: &str, enumeration: &EnumDescriptorProto) {
    for value in &enumeration.value {
        let name = format!("{scope}.{}.{}", enumeration.name(), value.name());
        surface.insert(name, format!("value {}", value.number()));
    }
}

fn add_service(surface: &mut Surface, scope: &str, service: &ServiceDescriptorProto) {
    for rpc in &service.method {
        let meaning = format!(
            "rpc ({} {}) returns ({} {})",
            rpc.client_streaming(),
            rpc.input_type(),
            rpc.server_streaming(),
            rpc.output_type()
        );
        surface.insert(format!("{scope}.{}.{}", service.name(), rpc.name()), meaning);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compile(text: &str) -> FileDescriptorSet {
        let folder = servers::home().join("scratch").join(servers::test::unique());
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("a.proto"), text).unwrap();
        let compiled = protox::compile(["a.proto"], [&folder]).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        compiled
    }

    fn contract(message: &str) -> FileDescriptorSet {
        compile(&format!(
            "syntax = \"proto3\"; package hoitu.a.v1; message M {{ {message} }}
             enum E {{ E_UNSPECIFIED = 0; E_ONE = 1; }}
             service S {{ rpc Get(M) returns (M); }}"
        ))
    }

    #[test]
    fn an_added_field_is_no_fault() {
        let before = contract("string name = 1;");
        let now = contract("string name = 1; string more = 2;");
        assert_eq!(faults(&before, &now), Vec::<String>::new());
    }

    #[test]
    fn a_removed_renumbered_or_retyped_field_is_a_fault() {
        let before = contract("string name = 1;");
        for now in ["", "string name = 2;", "int64 name = 1;", "repeated string name = 1;"] {
            assert_eq!(faults(&before, &contract(now)).len(), 1, "{now}");
        }
    }

    #[test]
    fn a_removed_rpc_or_enum_value_is_a_fault() {
        let before = contract("");
        let now = compile(
            "syntax = \"proto3\"; package hoitu.a.v1; message M {} enum E { E_UNSPECIFIED = 0; }
             service S {}",
        );
        assert_eq!(faults(&before, &now).len(), 2);
    }
}
