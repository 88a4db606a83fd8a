//! Rights given by themselves, where nothing else is to be recorded.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contracts::access::v1::Kind;
use contracts::membership::v1 as wire;
use tonic::Request;
use uuid::Uuid;
use wire::access_service_client::AccessServiceClient;

use crate::world::World;

impl World {
    /// A call by an office, by the capacity it acts in.
    pub fn by<T>(&self, capacity: &str, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let bearer = format!("Bearer {}", self.token(capacity));
        request.metadata_mut().insert("authorization", bearer.parse().unwrap());
        request
    }

    fn claims(&self, capacity: &str) -> serde_json::Value {
        let token = self.token(capacity);
        let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        serde_json::from_slice(&claims).unwrap()
    }

    /// The unit that an office acts for.
    pub fn unit_of(&self, capacity: &str) -> String {
        self.claims(capacity)["unit"].as_str().unwrap().to_owned()
    }

    /// Gives an office a right from 2021 on. It comes into effect a moment later.
    pub async fn grant(&self, capacity: &str, role: wire::Role, kind: Kind, id: &str) {
        let unit_id = self.unit_of(capacity);
        let named = |what: &str| {
            Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{what} {capacity}").as_bytes()).to_string()
        };
        let right = wire::Right {
            unit_id: unit_id.clone(),
            capacity: capacity.to_owned(),
            role: role.into(),
            scope: Some(wire::Scope { kind: kind.into(), id: id.to_owned() }),
            first_day: "2021-01-01".into(),
            last_day: String::new(),
        };
        let decision_ref = Some(wire::DecisionRef {
            number_symbol: "1-QĐ/TU".into(),
            issued_on: "2021-01-01".into(),
            issuer_unit_id: unit_id,
        });
        let granted = wire::GrantRightRequest {
            grant_id: named("grant"),
            request_id: named("granting"),
            person: self.claims(capacity)["sub"].as_str().unwrap().to_owned(),
            right: Some(right),
            decision_ref,
            ..wire::GrantRightRequest::default()
        };
        let mut access = AccessServiceClient::new(self.channel("membership").await);
        access.grant_right(self.by("rights-administrator", granted)).await.unwrap();
    }
}
