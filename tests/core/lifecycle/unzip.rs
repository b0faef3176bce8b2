//! ZIP archives of other programs, and hostile ones.

use std::process::Command;

use mtls_wizard::lifecycle::unzip::{LARGEST, UnzipError};
use mtls_wizard::tutorial::k3d;
use proptest::prelude::*;

use super::unzip;

/// Runs a Python program whose last statement writes a ZIP to the path `out`.
fn python(program: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.zip");
    let status = Command::new("python3")
        .args([
            "-c",
            &format!("import zipfile, sys, struct\nout = sys.argv[1]\n{program}"),
        ])
        .arg(&out)
        .status()
        .expect("python3 is needed for these archives");
    assert!(status.success());
    std::fs::read(out).unwrap()
}

fn names(archive: &[u8]) -> Vec<String> {
    unzip(archive)
        .unwrap()
        .files
        .into_iter()
        .map(|file| file.path)
        .collect()
}

#[test]
fn our_own_archives_come_out_as_they_went_in() {
    let plan = crate::sample::plan(&crate::sample::draft());
    let files = crate::k3d::files(&plan);
    let unpacked = unzip(&super::archive(&k3d::TUTORIAL)).unwrap();
    assert_eq!(unpacked.files.len(), files.len());
    for (unpacked, file) in unpacked.files.iter().zip(&files) {
        assert_eq!(unpacked.path, file.path);
        assert_eq!(unpacked.bytes, file.bytes);
    }
}

#[test]
fn deflated_with_folders_comments_and_clutter() {
    let archive = python(
        "z = zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED)\n\
         z.writestr('a/', '')\nz.writestr('a/b.txt', 'b' * 100000)\nz.writestr('__MACOSX/a/._b.txt', 'x')\n\
         z.writestr('a/.DS_Store', 'x')\nz.writestr('a/Thumbs.db', 'x')\nz.comment = b'PK\\x05\\x06' * 20\nz.close()",
    );
    let unpacked = unzip(&archive).unwrap();
    assert_eq!(names(&archive), ["a/b.txt"]);
    assert_eq!(*unpacked.files[0].bytes, vec![b'b'; 100_000]);
    assert_eq!(unpacked.unsafe_entries, 0);
}

#[test]
fn data_descriptors_as_of_streamed_archives() {
    // An output without seeking makes Python write sizes behind the data, as macOS always does.
    let archive = python(
        "class Stream:\n  def __init__(s, f): s.f = f\n  def write(s, b): return s.f.write(b)\n  def flush(s): s.f.flush()\n\
         f = open(out, 'wb')\nz = zipfile.ZipFile(Stream(f), 'w', zipfile.ZIP_DEFLATED)\nz.writestr('x.pem', 'text ' * 1000)\nz.close()",
    );
    assert_eq!(archive[6] & 8, 8, "the flag of a data descriptor");
    assert_eq!(unzip(&archive).unwrap().files[0].bytes.len(), 5000);
}

#[test]
fn the_zip_program_and_windows_separators() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("top/certificates")).unwrap();
    std::fs::write(folder.path().join("top/certificates/server.crt"), "c".repeat(5000)).unwrap();
    let made = Command::new("zip")
        .args(["-r", "-9", "-q", "out.zip", "top"])
        .current_dir(folder.path())
        .status();
    match made {
        Ok(status) => {
            assert!(status.success());
            let archive = std::fs::read(folder.path().join("out.zip")).unwrap();
            assert_eq!(names(&archive), ["top/certificates/server.crt"]);
        }
        Err(_) if std::env::var_os("CI").is_none() => eprintln!("SKIPPED: zip is not installed"),
        Err(error) => panic!("{error}"),
    }
    let windows = python(
        "z = zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED)\ni = zipfile.ZipInfo('x')\ni.filename = 'top\\\\certificates\\\\server.crt'\n\
         i.compress_type = 8\nz.writestr(i, 'c')\nz.close()",
    );
    assert_eq!(names(&windows), ["top/certificates/server.crt"]);
}

#[test]
fn names_that_lead_elsewhere_and_links_are_passed_over() {
    let archive = python(
        "z = zipfile.ZipFile(out, 'w')\n\
         for n in ['../up.pem', '/abs.pem', 'a/../../b.pem', 'C:/x.pem', 'a//b.pem', './c.pem', 'good.pem']: z.writestr(n, n)\n\
         i = zipfile.ZipInfo('link.pem'); i.create_system = 3; i.external_attr = 0o120777 << 16; z.writestr(i, '/etc/passwd')\nz.close()",
    );
    let unpacked = unzip(&archive).unwrap();
    assert_eq!(unpacked.unsafe_entries, 7);
    assert_eq!(names(&archive), ["good.pem"]);
}

fn refusal(archive: &[u8]) -> UnzipError {
    match unzip(archive) {
        Ok(_) => panic!("it was accepted"),
        Err(error) => {
            assert!(error.to_string().len() > 20, "{error}");
            error
        }
    }
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let large = python(
        "z = zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED)\nz.writestr('zeros', b'\\0' * (21 << 20))\nz.close()",
    );
    assert!(large.len() < 100_000);
    assert_eq!(refusal(&large), UnzipError::Bomb);
    // All entries point to the same data: the sum counts.
    let overlapping = python(
        "z = zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED)\nz.writestr('a0', b'\\0' * (1 << 20))\n\
         import copy\nfirst = z.filelist[0]\n\
         for i in range(1, 40):\n  e = copy.copy(first); e.filename = 'a%d' % i; z.filelist.append(e)\nz._didModify = True\nz.close()",
    );
    assert_eq!(refusal(&overlapping), UnzipError::Bomb);
    // The directory says less than there is.
    let mut lying =
        python("z = zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED)\nz.writestr('a', b'\\0' * 100000)\nz.close()");
    let at = lying.windows(4).position(|octets| octets == b"PK\x01\x02").unwrap();
    lying[at + 24..at + 28].copy_from_slice(&10_u32.to_le_bytes());
    assert!(matches!(refusal(&lying), UnzipError::Damaged(_)));
    assert_eq!(refusal(&vec![0; LARGEST + 1]), UnzipError::TooLarge);
}

#[test]
fn what_is_not_read_is_named() {
    assert_eq!(refusal(b"PK\x03\x04 and no more"), UnzipError::NoDirectory);
    let one = python("z = zipfile.ZipFile(out, 'w')\nz.writestr('a', 'content')\nz.close()");
    let directory = one.windows(4).position(|octets| octets == b"PK\x01\x02").unwrap();
    let changed = |at: usize, octet: u8| {
        let mut archive = one.clone();
        archive[directory + at] = octet;
        refusal(&archive)
    };
    assert_eq!(changed(8, 1), UnzipError::Encrypted("a".to_owned()));
    let method = UnzipError::Method {
        name: "a".to_owned(),
        method: 14,
    };
    assert_eq!(changed(10, 14), method);
    assert_eq!(changed(16, !one[directory + 16]), UnzipError::Damaged("a".to_owned()));
    assert_eq!(changed(0, 0), UnzipError::Damaged("its directory".to_owned()));
    let twice = python(
        "import warnings; warnings.simplefilter('ignore')\nz = zipfile.ZipFile(out, 'w')\nz.writestr('a', '1')\nz.writestr('a', '2')\nz.close()",
    );
    assert_eq!(refusal(&twice), UnzipError::Repeated("a".to_owned()));
    let mut extended = one.clone();
    let end = extended.len() - 22;
    extended[end + 16..end + 20].copy_from_slice(&[0xFF; 4]);
    assert_eq!(refusal(&extended), UnzipError::Extended);
}

#[test]
fn damage_anywhere_is_never_a_panic() {
    let archive = python(
        "z = zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED)\nz.writestr('a.pem', 'text ' * 200)\nz.writestr('b', 'b')\nz.close()",
    );
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 5000,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let damage = (
        proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        any::<prop::sample::Index>(),
        0..4_u8,
    );
    runner
        .run(&damage, |(changes, end, cut)| {
            let mut damaged = archive.clone();
            for (index, octet) in changes {
                let position = index.index(damaged.len());
                damaged[position] = octet;
            }
            if cut == 0 {
                damaged.truncate(end.index(damaged.len()));
            }
            let _ = unzip(&damaged);
            Ok(())
        })
        .unwrap();
}
