//! Names that are hard to write, to print and to read again.

/// What is hard about them, and the names in the form of `openssl -subj`, in DER order.
pub const NAMES: [(&str, &str); 9] = [
    ("quotes and a backslash", r#"/O=Sue "Grabbit"/CN=a\\b"#),
    ("commas, plus and angles", r"/O=Sue, Grabbit \+ Runn;<x>/CN=a,b"),
    ("a leading #", "/OU=#1/CN=#2f"),
    ("another name in it", r"/O=CN=admin,O=root/CN=\/CN=x"),
    (
        "64 characters",
        "/O=Long/CN=0123456789012345678901234567890123456789012345678901234567890123",
    ),
    ("several units", "/O=Org/OU=a/OU=b/OU=a/CN=units"),
    ("Chinese", "/O=有限公司/CN=世界"),
    ("an emoji", "/O=🎉 Örg/CN=😀"),
    (
        "every kind",
        "/DC=com/DC=example/C=DE/ST=BW/L=Köln/street=x/postalCode=1/O=Org/OU=U/title=T/GN=G/SN=S/serialNumber=12/UID=u/emailAddress=a@example.com/CN=all",
    ),
];
