namespace CsClientCertificate.Tests.Identities;

/// <summary>What administrators type, and whom each text means. Every user here has certificates, so that Get shows who was found.</summary>
internal static class IdentityTable
{
    private const string Ken = "cn=Ken Myer,ou=Finance,dc=litwareinc,dc=com";
    private const string Roy = "cn=Roy Antebi,ou=Sales,dc=litwareinc,dc=com";

    /// <summary>Identity and distinguished name.</summary>
    public static readonly (string Identity, string Name)[] Rows =
    [
        // SIP address.
        ("sip:ken.myer@litwareinc.com", Ken),
        ("SIP:Ken.Myer@LITWAREINC.com", Ken),
        ("ken.myer@litwareinc.com", Ken),
        ("KEN.MYER@litwareinc.com", Ken),
        ("ｋｅｎ.ｍｙｅｒ@litwareinc.com", Ken),
        ("sip:sean.o'brien@litwareinc.com", "cn=Sean O'Brien,ou=Sales,dc=litwareinc,dc=com"),
        ("sip:roy.antebi@litwareinc.com", Roy),

        // User principal name, and the one that logon name and domain make.
        ("kenmyer@litwareinc.com", Ken),
        ("KenMyer@LitwareInc.COM", Ken),
        ("rantebi@litwareinc.com", Roy),

        // domain\logon.
        (@"LITWAREINC\kenmyer", Ken),
        (@"litwareinc\KENMYER", Ken),
        (@"LITWAREINC\asmith", "cn=April Smith,ou=Sales,dc=litwareinc,dc=com"),
        (@"europe\asmith", "cn=Andrew Smith,ou=London,dc=emea,dc=litwareinc,dc=com"),

        // Display name.
        ("Ken Myer", Ken),
        ("KEN MYER", Ken),
        ("  ken   myer ", Ken),
        ("Ｋｅｎ　Ｍｙｅｒ", Ken),
        ("Müller, Jürgen", "cn=Jürgen Müller,ou=Munich,dc=emea,dc=litwareinc,dc=com"),
        ("muller, jurgen", "cn=Jürgen Müller,ou=Munich,dc=emea,dc=litwareinc,dc=com"),
        ("Mu\u0308ller, Ju\u0308rgen", "cn=Jürgen Müller,ou=Munich,dc=emea,dc=litwareinc,dc=com"),
        ("José Álvarez", "cn=José Álvarez,ou=Sales,dc=litwareinc,dc=com"),
        ("Jose Alvarez", "cn=Jose Alvarez,ou=IT,dc=litwareinc,dc=com"),
        ("カトウ ケン", "cn=加藤 健,ou=Tokyo,ou=Sales,dc=litwareinc,dc=com"),
        ("かとう けん", "cn=加藤 健,ou=Tokyo,ou=Sales,dc=litwareinc,dc=com"),
        ("ｶﾄｳ ｹﾝ", "cn=加藤 健,ou=Tokyo,ou=Sales,dc=litwareinc,dc=com"),
        ("ガトウ ケン", "cn=我東 健,ou=Tokyo,ou=Sales,dc=litwareinc,dc=com"),
        ("ｶﾞﾄｳ ｹﾝ", "cn=我東 健,ou=Tokyo,ou=Sales,dc=litwareinc,dc=com"),

        // Distinguished name.
        ("CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com", Ken),
        ("cn = ken myer , ou = FINANCE, dc=LITWAREINC,dc=com", Ken),
        (@"CN=Doe\, Jane,OU=Finance,DC=litwareinc,DC=com", @"cn=Doe\2C Jane,ou=Finance,dc=litwareinc,dc=com"),
        (@"CN=Doe\2C Jane,OU=Finance,DC=litwareinc,DC=com", @"cn=Doe\2C Jane,ou=Finance,dc=litwareinc,dc=com"),
        (@"CN=\#1 Reception,OU=Sales,DC=litwareinc,DC=com", @"cn=\231 Reception,ou=Sales,dc=litwareinc,dc=com"),
        ("CN=#13084B656E204D796572,OU=Finance,DC=litwareinc,DC=com", Ken),

        // Logon name and common name alone.
        ("kenmyer", Ken),
        ("KENMYER", Ken),
        ("ssmith", "cn=Samantha Smith,ou=London,dc=emea,dc=litwareinc,dc=com"),
        ("Jürgen Müller", "cn=Jürgen Müller,ou=Munich,dc=emea,dc=litwareinc,dc=com"),
        ("加藤 健", "cn=加藤 健,ou=Tokyo,ou=Sales,dc=litwareinc,dc=com"),
        ("Doe, Jane", @"cn=Doe\2C Jane,ou=Finance,dc=litwareinc,dc=com"),
    ];
}
