//! Properties of ADUser that are imported attributes without a field, and how each is read.

use serde_json::Value;

use crate::model::attribute as names;
use crate::model::guid::Guid;
use crate::parse::attribute_value::boolean;

/// How a property is read from the values of its attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// All values as they are.
    Values,
    /// The first text.
    Text,
    /// TRUE or FALSE.
    Boolean,
    /// A GUID, as text.
    Guid,
    /// Whether the number has this bit.
    Bit(i64),
    /// Whether one of the two settings of hosted voice mail is 1.
    HostedVoiceMail,
}

/// A property that is an imported attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Property {
    /// Its name.
    pub(crate) name: &'static str,
    /// The attribute.
    pub(crate) attribute: &'static str,
    /// How it is read.
    pub(crate) reading: Reading,
}

const fn property(name: &'static str, attribute: &'static str, reading: Reading) -> Property {
    Property { name, attribute, reading }
}

/// All of them.
pub(crate) const PROPERTIES: [Property; 17] = [
    property("HostingProvider", names::DEPLOYMENT_LOCATOR, Reading::Text),
    property("EnabledForFederation", names::FEDERATION_ENABLED, Reading::Boolean),
    property("EnabledForInternetAccess", names::INTERNET_ACCESS_ENABLED, Reading::Boolean),
    property("LineServerURI", names::LINE_SERVER, Reading::Text),
    property("PrivateLine", names::PRIVATE_LINE, Reading::Text),
    property("HostedVoiceMail", names::VOICE_MAIL_SETTINGS, Reading::HostedVoiceMail),
    property("ExUmEnabled", names::UM_ENABLED_FLAGS, Reading::Bit(1)),
    property("TargetServerIfMoving", names::TARGET_HOME_SERVER, Reading::Text),
    property("WindowsEmailAddress", names::MAIL, Reading::Text),
    property("Sid", names::OBJECT_SID, Reading::Text),
    property("OriginatorSid", names::ORIGINATOR_SID, Reading::Text),
    property("TenantId", names::TENANT_ID, Reading::Guid),
    property("UserRoutingGroupId", names::ROUTING_GROUP_ID, Reading::Guid),
    property("AcpInfo", names::ACP_INFO, Reading::Values),
    property("ProxyAddresses", names::PROXY_ADDRESSES, Reading::Values),
    property("ObjectCategory", names::OBJECT_CATEGORY, Reading::Text),
    property("ObjectClass", names::OBJECT_CLASS, Reading::Values),
];

impl Property {
    /// The property with that name in any case.
    pub(super) fn named(name: &str) -> Option<Property> {
        PROPERTIES.iter().copied().find(|property| property.name.eq_ignore_ascii_case(name))
    }
}

impl Reading {
    /// Whether it gives TRUE or FALSE.
    pub fn is_boolean(self) -> bool {
        matches!(self, Reading::Boolean | Reading::Bit(_) | Reading::HostedVoiceMail)
    }

    /// The property's values, given those of the attribute; none where it is null.
    pub fn of(self, values: Vec<Value>) -> Vec<Value> {
        let text = || values.iter().find_map(Value::as_str);
        let read = match self {
            Reading::Values => return values,
            Reading::Text => text().map(Value::from),
            Reading::Boolean => text().and_then(boolean).map(Value::Bool),
            Reading::Guid => {
                text().and_then(|text| Guid::parse(text).ok()).map(|guid| guid.to_string().into())
            }
            Reading::Bit(bit) => text()
                .and_then(|text| text.trim().parse::<i64>().ok())
                .map(|number| Value::Bool(number & bit != 0)),
            Reading::HostedVoiceMail => {
                hosted_voice_mail(values.iter().filter_map(Value::as_str)).map(Value::Bool)
            }
        };
        read.into_iter().collect()
    }
}

/// Lync's own setting, else that of Exchange: `CsHostedVoiceMail=1`, several of them in a value or one.
pub(crate) fn hosted_voice_mail<'v>(values: impl Iterator<Item = &'v str>) -> Option<bool> {
    let (mut of_lync, mut of_exchange) = (None, None);
    for setting in values.flat_map(|value| value.split(';')) {
        let (name, value) = match setting.split_once('=') {
            Some((name, value)) => (name.trim(), value),
            None => continue,
        };
        if name.eq_ignore_ascii_case("CsHostedVoiceMail") {
            of_lync = of_lync.or_else(|| boolean(value));
        } else if name.eq_ignore_ascii_case("ExchangeHostedVoiceMail") {
            of_exchange = of_exchange.or_else(|| boolean(value));
        }
    }
    of_lync.or(of_exchange)
}

/// Documented properties of Get-CsUser that no attribute supplies: policies are assigned by numbers whose names the directory does
/// not hold, and some are the server's own affair.
pub(super) const WITHOUT_ATTRIBUTE: [&str; 38] = [
    "ArchivingPolicy",
    "BroadcastMeetingPolicy",
    "CallerIdPolicy",
    "CallViaWorkPolicy",
    "ClientPolicy",
    "ClientUpdateOverridePolicy",
    "ClientUpdatePolicy",
    "ClientVersionPolicy",
    "CloudMeetingOpsPolicy",
    "CloudMeetingPolicy",
    "CloudVideoInteropPolicy",
    "ConferencingPolicy",
    "ContactOptionFlags",
    "DialPlan",
    "ExchangeArchivingPolicy",
    "ExperiencePolicy",
    "ExternalAccessPolicy",
    "ExternalUserCommunicationPolicy",
    "GraphPolicy",
    "HostedVoicemailPolicy",
    "IPPhonePolicy",
    "IsValid",
    "LegalInterceptPolicy",
    "LocationPolicy",
    "MobilityPolicy",
    "ObjectState",
    "OriginatingServer",
    "PersistentChatPolicy",
    "PinPolicy",
    "PresencePolicy",
    "SmsServicePolicy",
    "TargetRegistrarPool",
    "ThirdPartyVideoSystemPolicy",
    "UserExperiencePolicy",
    "UserServicesPolicy",
    "VideoInteropServicePolicy",
    "VoicePolicy",
    "VoiceRoutingPolicy",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::filter::Field;
    use serde_json::json;

    #[test]
    fn a_name_is_one_propertys() {
        let mut all: Vec<&str> = Field::ALL.iter().flat_map(|field| field.properties()).copied().collect();
        all.extend(PROPERTIES.iter().map(|property| property.name));
        all.extend(WITHOUT_ATTRIBUTE);
        let count = all.len();
        all.sort_unstable_by_key(|name| name.to_ascii_lowercase());
        all.dedup_by_key(|name| name.to_ascii_lowercase());
        assert_eq!(all.len(), count);
        for property in PROPERTIES {
            let attribute = names::of_staged(names::of_property(property.name));
            assert!(attribute.eq_ignore_ascii_case(property.attribute), "{}", property.name);
        }
    }

    #[test]
    fn each_is_read_as_it_is_shown() {
        for (reading, values, expected) in [
            (Reading::Values, json!(["a", { "base64": "AA==" }]), json!(["a", { "base64": "AA==" }])),
            (Reading::Text, json!([{ "base64": "AA==" }, "a", "b"]), json!(["a"])),
            (Reading::Boolean, json!(["true"]), json!([true])),
            (Reading::Boolean, json!(["perhaps"]), json!([])),
            (
                Reading::Guid,
                json!(["{18E7332F-D993-5A46-9BF5-07B7F8CC70FA}"]),
                json!(["18e7332f-d993-5a46-9bf5-07b7f8cc70fa"]),
            ),
            (Reading::Bit(1), json!(["831"]), json!([true])),
            (Reading::Bit(1), json!(["2"]), json!([false])),
            (Reading::HostedVoiceMail, json!(["ExchangeHostedVoiceMail=1"]), json!([true])),
            (
                Reading::HostedVoiceMail,
                json!(["ExchangeHostedVoiceMail=1", "CsHostedVoiceMail = 0"]),
                json!([false]),
            ),
            (
                Reading::HostedVoiceMail,
                json!(["ExchangeHostedVoiceMail=0;csHOSTEDVoiceMail=1"]),
                json!([true]),
            ),
            (Reading::HostedVoiceMail, json!(["Other=1", "x"]), json!([])),
        ] {
            let values = values.as_array().cloned().unwrap();
            assert_eq!(Value::Array(reading.of(values)), expected);
        }
    }
}
