using System.Runtime.InteropServices;

namespace CsClientCertificate.Bench.Peers;

/// <summary>The loops of bench/raw. Each says how many seconds it took.</summary>
internal static class Raw
{
    private const string Library = "cscert-bench-raw";

    /// <summary>Which state of the database queries are answered from.</summary>
    public enum Snapshot
    {
        OneForAll,
        OneEach,
    }

    public static double Lookups(string database, string sql, nint[] texts, Snapshot snapshot, out long rows) =>
        Checked(raw_lookups(database, sql, texts, texts.Length, snapshot, out rows));

    public static double Query(string database, string sql, int count, out long rows) =>
        Checked(raw_query(database, sql, count, out rows));

    public static double Border(string library, string registry, nint[] texts, out long rows) =>
        Checked(border_lookups(library, registry, texts, texts.Length, out rows));

    public static double Ask(string database, string sql, int count, out long rows) =>
        Checked(raw_ask(database, sql, count, out rows));

    public static double Revoke(string registry, nint[] sipAddresses, long batch) =>
        Checked(raw_revoke(registry, sipAddresses, sipAddresses.Length, batch));

    public static double Complete(string library, string registry, nint[] texts, int limit, out long rows) =>
        Checked(border_complete(library, registry, texts, texts.Length, limit, out rows));

    public static double ProcessorSeconds() => processor_seconds();

    public static double Copy(string source, string destination) => Checked(raw_copy(source, destination));

    /// <summary>Texts for C, never freed: the process ends soon enough.</summary>
    public static nint[] Texts(IEnumerable<string> texts) => texts.Select(Marshal.StringToCoTaskMemUTF8).ToArray();

    private static double Checked(double seconds) =>
        seconds >= 0 ? seconds : throw new InvalidOperationException("The SQLite C API failed; the reason stands above.");

    [DllImport(Library)]
    private static extern double raw_lookups([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPUTF8Str)] string sql, nint[] texts, long count, Snapshot snapshot, out long rows);

    [DllImport(Library)]
    private static extern double raw_query([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPUTF8Str)] string sql, long count, out long rows);

    [DllImport(Library)]
    private static extern double border_lookups([MarshalAs(UnmanagedType.LPUTF8Str)] string library, [MarshalAs(UnmanagedType.LPUTF8Str)] string registry, nint[] texts, long count, out long rows);

    [DllImport(Library)]
    private static extern double processor_seconds();

    [DllImport(Library)]
    private static extern double raw_ask([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPUTF8Str)] string sql, long count, out long rows);

    [DllImport(Library)]
    private static extern double raw_revoke([MarshalAs(UnmanagedType.LPUTF8Str)] string path, nint[] sipAddresses, long count, long batch);

    [DllImport(Library)]
    private static extern double border_complete([MarshalAs(UnmanagedType.LPUTF8Str)] string library, [MarshalAs(UnmanagedType.LPUTF8Str)] string registry, nint[] texts, long count, long limit, out long rows);

    [DllImport(Library)]
    private static extern double raw_copy([MarshalAs(UnmanagedType.LPUTF8Str)] string source, [MarshalAs(UnmanagedType.LPUTF8Str)] string destination);
}
