//! Unpacking by magic number: gzip, zstd, bzip2, xz, each with several members one after another,
//! and packed twice (logrotate does that to a file that was packed already).

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Compression;

/// How often an input may be packed: twice happens, three times is generous.
const NEST_LIMIT: usize = 3;

/// Logs shrink to a tenth, monotonous ones to a hundredth; gzip cannot go beyond 1,032.
const RATIO_LIMIT: u64 = 2_000;

/// Below this size the ratio is not looked at: a small input may be one line over and over.
const RATIO_FREE_BYTES: u64 = 64 * 1024 * 1024;

/// What an xz decoder may take: the highest preset of `xz` needs 65 MiB; a header may ask for 4 GiB.
const XZ_MEMORY_LIMIT_KIB: u32 = 256 * 1024;

/// An input as a stream of unpacked bytes.
pub struct Opened<'r> {
    /// The unpacked bytes.
    pub reader: Box<dyn Read + Send + 'r>,
    /// The outermost compression.
    pub compression: Option<Compression>,
}

/// Looks at the first bytes of an input and puts the decoders before it that it needs.
///
/// # Errors
/// The first bytes cannot be read, or a decoder cannot be made.
pub fn open<'r>(input: impl Read + Send + 'r) -> io::Result<Opened<'r>> {
    let taken = Arc::new(AtomicU64::new(0));
    let counting = Counting { inner: input, taken: Arc::clone(&taken) };
    let mut reader: Box<dyn Read + Send + 'r> = Box::new(counting);
    let mut outermost = None;
    for _ in 0..NEST_LIMIT {
        let (head, rest) = peek(reader)?;
        reader = rest;
        let Some(compression) = Compression::of(&head) else { break };
        outermost = outermost.or(Some(compression));
        let inner = decoder(compression, reader)?;
        reader = Box::new(Limited { inner, taken: Arc::clone(&taken), given: 0 });
    }
    Ok(Opened { reader, compression: outermost })
}

fn decoder<'r>(
    compression: Compression,
    packed: Box<dyn Read + Send + 'r>,
) -> io::Result<Box<dyn Read + Send + 'r>> {
    Ok(match compression {
        Compression::Gzip => {
            let packed = io::BufReader::with_capacity(PACKED_BUFFER, packed);
            Box::new(flate2::bufread::MultiGzDecoder::new(packed))
        }
        Compression::Zstd => Box::new(zstd::Decoder::new(packed)?),
        Compression::Bzip2 => {
            let packed = io::BufReader::with_capacity(PACKED_BUFFER, packed);
            Box::new(bzip2::bufread::MultiBzDecoder::new(packed))
        }
        Compression::Xz => {
            let packed = io::BufReader::with_capacity(PACKED_BUFFER, packed);
            Box::new(lzma_rust2::XzReader::new_mem_limit(packed, true, XZ_MEMORY_LIMIT_KIB))
        }
    })
}

const PACKED_BUFFER: usize = 65_536;

/// The first bytes of a stream, and the stream with these bytes still to come.
fn peek<'r>(
    mut reader: Box<dyn Read + Send + 'r>,
) -> io::Result<(Vec<u8>, Box<dyn Read + Send + 'r>)> {
    const MAGIC_LENGTH: u64 = 6;
    let mut head = Vec::new();
    reader.by_ref().take(MAGIC_LENGTH).read_to_end(&mut head)?;
    let whole = Box::new(io::Cursor::new(head.clone()).chain(reader));
    Ok((head, whole))
}

/// Counts what is taken from the packed input.
struct Counting<R> {
    inner: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.taken.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

/// Stops a stream that grows more than any log.
struct Limited<'r> {
    inner: Box<dyn Read + Send + 'r>,
    taken: Arc<AtomicU64>,
    given: u64,
}

/// The error that stands for a stream that was stopped; see [`is_bomb`].
#[derive(Debug)]
struct GrowsTooMuch;

impl std::fmt::Display for GrowsTooMuch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("unpacks to far more than a log does")
    }
}

impl std::error::Error for GrowsTooMuch {}

impl Read for Limited<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let limit = self.taken.load(Ordering::Relaxed).saturating_mul(RATIO_LIMIT);
        if self.given > limit.max(RATIO_FREE_BYTES) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, GrowsTooMuch));
        }
        let length = self.inner.read(buffer)?;
        self.given += length as u64;
        Ok(length)
    }
}

/// Was this error made because the stream grows too much?
pub(super) fn is_bomb(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<GrowsTooMuch>)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn unpacked(bytes: &[u8]) -> (Vec<u8>, Option<io::Error>) {
        let mut opened = open(bytes).unwrap();
        let mut out = Vec::new();
        let error = opened.reader.read_to_end(&mut out).err();
        (out, error)
    }

    #[test]
    fn members_follow_each_other_and_nest() {
        let two = [gzip(b"one\n"), gzip(b"two\n")].concat();
        assert_eq!(unpacked(&two).0, b"one\ntwo\n");
        assert_eq!(unpacked(&gzip(&gzip(b"x\n"))).0, b"x\n");
        let zstd = zstd::encode_all(&b"z\n"[..], 1).unwrap();
        assert_eq!(unpacked(&[zstd.clone(), zstd].concat()).0, b"z\nz\n");
    }

    #[test]
    fn a_cut_end_gives_what_came_before() {
        let mut packed = gzip(&b"line of a log\n".repeat(100_000));
        packed.truncate(packed.len() - 20);
        let (out, error) = unpacked(&packed);
        assert!(error.is_some());
        assert!(out.starts_with(b"line of a log\n"));
    }

    #[test]
    fn a_bomb_is_stopped() {
        let zeros = zstd::encode_all(io::repeat(0).take(200 * 1024 * 1024), 19).unwrap();
        let (out, error) = unpacked(&zeros);
        assert!(is_bomb(&error.unwrap()));
        assert!(out.len() < 80 * 1024 * 1024);
    }
}
