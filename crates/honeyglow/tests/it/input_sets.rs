//! Several inputs of one run: lines that overlapping files have in common count once.

use honeyglow::input::{Repeats, Tally, first_time, read};
use honeyglow::time::Instant;
use jiff::tz::TimeZone;

use super::input_gather::{Gather, every_line, files, shared, unpacked};

/// Reads inputs in the order given, and says how often each line was handed on.
fn read_set(inputs: &[Vec<u8>], threads: usize) -> (Vec<Vec<u8>>, Vec<Tally>) {
    let starts: Vec<Option<Instant>> =
        inputs.iter().map(|input| first_time(input, &TimeZone::UTC)).collect();
    let mut repeats = Repeats::new(&starts);
    let mut collectors: Vec<Gather> = (0..threads).map(|_| Gather::default()).collect();
    let tallies = inputs
        .iter()
        .zip(0..)
        .map(|(input, file)| {
            read(&input[..], file, &every_line(), &mut repeats, &mut collectors).tally
        })
        .collect();
    let mut lines: Vec<Vec<u8>> =
        collectors.into_iter().flat_map(|gather| gather.0).map(|found| found.line).collect();
    lines.sort();
    (lines, tallies)
}

fn log(seconds: std::ops::Range<u32>) -> Vec<u8> {
    seconds
        .flat_map(|second| {
            let (minute, second) = (second / 60, second % 60);
            let line =
                format!("2017-03-16T05:{minute:02}:{second:02}+0000 [X,1,192.0.2.1] CMD: id\n");
            // Two equal lines in one second are two events.
            line.repeat(1 + second as usize % 2).into_bytes()
        })
        .collect()
}

#[test]
fn lines_of_overlapping_files_count_once() {
    let whole = read_set(&[log(0..600)], 1).0;
    assert_eq!(whole.len(), 900);
    for threads in [1, 2] {
        for set in [
            vec![log(0..400), log(300..600)],
            vec![log(0..600), log(0..600)],
            vec![log(0..600), log(100..200), log(150..600)],
            vec![log(0..300), log(300..600)],
        ] {
            let (lines, tallies) = read_set(&set, threads);
            assert_eq!(lines, whole);
            assert!(tallies.iter().all(Tally::is_balanced));
        }
    }
}

#[test]
fn real_days_given_twice_count_once() {
    for year in ["logs/2018", "logs/2024"] {
        let Some(logs) = shared(year) else { return };
        let days: Vec<Vec<u8>> = files(logs)
            .iter()
            .filter(|path| path.to_string_lossy().contains("json"))
            .take(5)
            .map(|path| unpacked(path))
            .collect();
        let (once, _) = read_set(&days, 1);
        let twice: Vec<Vec<u8>> = days.iter().flat_map(|day| [day.clone(), day.clone()]).collect();
        let (lines, tallies) = read_set(&twice, 2);
        assert_eq!(lines, once);
        assert!(tallies.iter().skip(1).step_by(2).all(|tally| tally.event_count() == 0));
    }
}
