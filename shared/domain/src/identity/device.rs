//! What somebody logs in with, and from where: enough to recognise it by, not enough to follow anybody.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// How much of a device's own description is kept, in characters.
const MOST_CHARS: usize = 160;
/// How many bits of an address of version 4 tell the network.
const NETWORK_BITS: u32 = 24;
/// How many bits of an address of version 6 tell the network: what one customer of a provider is usually given.
const NETWORK_BITS_V6: u32 = 48;

/// The device of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// How it describes itself (`User-Agent`), shortened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// The network it was in: an address without its last bits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
}

impl Device {
    /// The device that describes itself as `agent` and calls from `source`.
    pub fn new(agent: Option<&str>, source: Option<IpAddr>) -> Self {
        let agent = agent.map(|agent| agent.chars().filter(|c| !c.is_control()).take(MOST_CHARS).collect::<String>());
        let agent = agent.map(|agent| agent.trim().to_owned()).filter(|agent| !agent.is_empty());
        Self { agent, network: source.map(network) }
    }
}

/// The network that `source` is in, in CIDR notation (RFC 4632, RFC 4291).
fn network(source: IpAddr) -> String {
    match source.to_canonical() {
        IpAddr::V4(address) => {
            let network = address.to_bits() & (u32::MAX << (u32::BITS - NETWORK_BITS));
            format!("{}/{NETWORK_BITS}", std::net::Ipv4Addr::from_bits(network))
        }
        IpAddr::V6(address) => {
            let network = address.to_bits() & (u128::MAX << (u128::BITS - NETWORK_BITS_V6));
            format!("{}/{NETWORK_BITS_V6}", std::net::Ipv6Addr::from_bits(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_described_in_short_and_its_address_in_part() {
        let device = |agent, source: &str| Device::new(agent, source.parse().ok());
        let long = "x\u{0}\ny".repeat(200);
        assert_eq!(device(Some(&long), "x").agent.unwrap().chars().count(), MOST_CHARS);
        assert_eq!(device(Some(" \n "), "x"), Device::default());
        for (source, network) in [
            ("203.0.113.77", "203.0.113.0/24"),
            ("::ffff:203.0.113.77", "203.0.113.0/24"),
            ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ] {
            assert_eq!(device(None, source).network.as_deref(), Some(network));
        }
    }
}
