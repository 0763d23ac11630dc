//! The rules of what a site hides, from its configuration and from what its logs tell of their
//! honeypots.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use honeyglow::redact::{Rules, Wishes};
use serde::{Deserialize, Serialize};

use super::config::{Place, Site};
use super::record::write_whole;
use super::state::Manifest;

/// The name of the file with the key of pseudonyms and masks.
const KEY: &str = "redact.key";

/// The rules of a site; none if it hides nothing.
///
/// # Errors
/// The key cannot be read or made.
pub(crate) fn rules(site: &Site, manifest: &Manifest, state: &Path) -> io::Result<Option<Rules>> {
    let redact = &site.redact;
    if !redact.enabled {
        return Ok(None);
    }
    let told = manifest.own.iter().filter_map(|address| address.parse::<IpAddr>().ok());
    let mut sensors = site.sensors.clone();
    // A log without names is called as its site is, which is public.
    sensors.entry(site.name.as_str().to_owned()).or_insert_with(|| site.name.as_str().to_owned());
    let key = key(state)?;
    // What else a honeypot is called has a tag, and is not to be seen in any text either.
    let tags = Rules::new(Wishes::with_key(key));
    let named = manifest.totals.sensors.iter().map(|sensor| sensor.name.as_str());
    let hosts = site.inputs.iter().filter_map(|input| match &input.place {
        Place::There(address) => Some(address.host.as_str()),
        Place::Here(_) => None,
    });
    for name in named.chain(hosts).filter(|name| !name.is_empty()) {
        sensors.entry(name.to_owned()).or_insert_with(|| tags.sensor(name));
    }
    Ok(Some(Rules::new(Wishes {
        addresses: redact.addresses.iter().copied().chain(told).collect(),
        networks: redact.networks(),
        words: redact.words.clone(),
        sensors,
        sources: redact.sources(),
        passwords: redact.passwords(),
        urls: redact.urls(),
        key,
    })))
}

/// What the logs have ever told of their honeypots: kept for itself, so that it outlives a state that is
/// given up while pages of its days stay.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    addresses: BTreeSet<String>,
    sensors: BTreeSet<String>,
}

/// Puts what was ever told to what the manifest knows, and keeps both.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn remember(directory: &Path, manifest: &mut Manifest) -> io::Result<()> {
    let place = directory.join("told.json");
    let known: Told = fs::read(&place)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    manifest.own.extend(known.addresses.iter().cloned());
    known.sensors.iter().for_each(|name| manifest.totals.note(name));
    let sensors = manifest.totals.sensors.iter().map(|sensor| sensor.name.clone()).collect();
    let told = Told { addresses: manifest.own.clone(), sensors };
    if told != known {
        write_whole(&place, &serde_json::to_vec(&told)?)?;
    }
    Ok(())
}

/// The key of a state directory; made once, and read by nobody else.
fn key(state: &Path) -> io::Result<[u8; 32]> {
    let path = state.join(KEY);
    let mut key = [0; 32];
    match fs::File::open(&path) {
        Ok(mut file) => {
            file.read_exact(&mut key)?;
            return Ok(key);
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    getrandom::fill(&mut key).map_err(io::Error::other)?;
    let beside = path.with_extension("key.new");
    let _ = fs::remove_file(&beside);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    file.write_all(&key)?;
    file.sync_all()?;
    fs::rename(&beside, &path)?;
    Ok(key)
}
