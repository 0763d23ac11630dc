//! `honeyglow publish`: what is due is published, once or by the clock.

use std::path::Path;
use std::thread;

use anyhow::{Context as _, anyhow, bail};
use jiff::Timestamp;

use crate::args::publish::PublishArgs;
use crate::publish::config::{self, Config};
use crate::publish::{Extent, Lock, Run, Talk, Went};
use crate::question;
use crate::reading;
use crate::terminal;
use crate::whereabouts;

/// Publishes what the flags ask for.
///
/// # Errors
/// The configuration is refused, or the state directory cannot be used.
pub(crate) fn run(args: &PublishArgs) -> anyhow::Result<Went> {
    let config = configuration(args)?;
    if args.work.check {
        let sites = terminal::counted(config.sites.len() as u64, "site");
        terminal::tell(&format!("`{}` is in order: {sites}", args.config.display()));
        return Ok(Went::Well);
    }
    let state = match &args.state {
        Some(state) => state.clone(),
        None => config.state.clone().or_else(whereabouts::of_environment).context(
            "say where to keep the state: `state = ...` in the configuration, or --state",
        )?,
    };
    let once = || at_once(args, &config, &state);
    let Some(every) = args.work.every.filter(|_| !args.work.once) else { return once() };
    loop {
        // What went wrong was told; the next hour may bring better luck.
        if let Err(error) = once() {
            terminal::tell_error(&error);
        }
        let seconds = every.unsigned_abs().as_secs().max(1);
        let now = u64::try_from(Timestamp::now().as_second()).unwrap_or(0);
        thread::sleep(std::time::Duration::from_secs(seconds - now % seconds));
    }
}

fn at_once(args: &PublishArgs, config: &Config, state: &Path) -> anyhow::Result<Went> {
    let unusable = || format!("cannot use the state directory `{}`", state.display());
    let Some(_lock) = Lock::take(state).with_context(unusable)? else {
        terminal::tell("another run is at work: nothing done");
        return Ok(Went::Elsewhere);
    };
    let run = Run {
        config,
        state,
        now: now(args)?,
        threads: args.threads.unwrap_or_else(reading::processors),
        extent: if args.work.numbers { Extent::Numbers } else { Extent::Everything },
        only: args.site.as_deref(),
        talk: if args.verbose { Talk::Verbose } else { Talk::Quiet },
    };
    run.run()
}

/// The configuration, with what flags and environment put above it.
fn configuration(args: &PublishArgs) -> anyhow::Result<Config> {
    let mut config = config::read(&args.config)?;
    if let Some(name) = &args.site
        && !config.sites.iter().any(|site| site.name.as_str() == name)
    {
        bail!("--site: there is no site `{name}` in `{}`", args.config.display());
    }
    if let Some(zone) = &args.zone {
        let zone = question::named_zone(zone).map_err(|why| anyhow!("--zone: {why}"))?;
        config.sites.iter_mut().for_each(|site| site.set_zone(zone.clone()));
    }
    if let Some(output) = &args.output {
        let asked = |site: &&mut config::Site| {
            args.site.as_deref().is_none_or(|name| name == site.name.as_str())
        };
        let mut sites = config.sites.iter_mut().filter(asked);
        let (Some(site), None) = (sites.next(), sites.next()) else {
            bail!("--output: there are several sites: say which with --site");
        };
        site.output.clone_from(output);
    }
    Ok(config)
}

fn now(args: &PublishArgs) -> anyhow::Result<Timestamp> {
    match &args.now {
        None => Ok(Timestamp::now()),
        Some(now) => now.parse().context("--now"),
    }
}
