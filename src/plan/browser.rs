//! How a client's PKCS#12 file gets into browsers and operating systems.

/// Where a bundle can be imported, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportHelp {
    pub title: &'static str,
    /// In order; `code` in backquotes.
    steps: &'static [&'static str],
}

/// The file that only an authority of one's own needs.
const OWN_ROOT: &str = "server-root-ca.crt";

/// The file that is there only where both encryptions were chosen.
const OLDER_BUNDLE: &str = "client-older-importers.p12";

impl ImportHelp {
    /// The steps that apply: a gateway with a public certificate is believed without further ado, and there may be a second bundle,
    /// for older importers.
    pub fn steps(&self, own_root: bool, older_bundle: bool) -> impl Iterator<Item = &'static str> {
        self.steps
            .iter()
            .copied()
            .filter(move |step| own_root || !step.contains(OWN_ROOT))
            .filter(move |step| older_bundle || !step.contains(OLDER_BUNDLE))
    }
}

/// One entry an importer. `client.p12` and `server-root-ca.crt` are the files in the archive.
pub const IMPORT_HELP: [ImportHelp; 4] = [
    ImportHelp {
        title: "Chrome and Edge on Linux",
        steps: &[
            "Open `chrome://certificate-manager`, go to **Your certificates** and choose **Import**.",
            "Choose `client.p12` and type the password from `p12-password.txt`.",
            "Go to **Local certificates**, then **Custom**, and import `server-root-ca.crt` under **Trusted certificates**.",
            "Restart the browser and open the address. Choose the certificate when asked.",
        ],
    },
    ImportHelp {
        title: "Firefox (all systems)",
        steps: &[
            "Open `about:preferences#privacy`, scroll to **Certificates** and choose **View Certificates**.",
            "Under **Your Certificates** choose **Import**, then `client.p12`, and type the password from `p12-password.txt`.",
            "Under **Authorities** choose **Import**, then `server-root-ca.crt`, and tick **Trust this CA to identify websites**.",
            "Open the address and choose the certificate when asked.",
        ],
    },
    ImportHelp {
        title: "macOS (Safari, Chrome, Edge)",
        steps: &[
            "Before macOS 15, take `client-older-importers.p12` wherever `client.p12` is named.",
            "Double-click `client.p12`, choose the **login** keychain and type the password from `p12-password.txt`. If the \
             right password is called wrong, make the bundle again with the encryption for older importers.",
            "Double-click `server-root-ca.crt`, open it in Keychain Access and set **Trust → Secure Sockets Layer** to \
             **Always Trust**.",
            "Restart the browser, open the address and choose the certificate when asked.",
        ],
    },
    ImportHelp {
        title: "Windows (Chrome, Edge)",
        steps: &[
            "On Windows Server 2016 and Windows 10 before 1709, take `client-older-importers.p12` wherever `client.p12` is named.",
            "Double-click `client.p12`, choose **Current User** and type the password from `p12-password.txt`; leave the \
             store on **Automatically select**.",
            "Double-click `server-root-ca.crt`, choose **Install Certificate**, **Current User**, and place it in **Trusted \
             Root Certification Authorities**.",
            "Restart the browser, open the address and choose the certificate when asked.",
        ],
    },
];
