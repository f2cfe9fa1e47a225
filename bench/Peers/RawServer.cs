using System.Runtime.InteropServices;

namespace CsClientCertificate.Bench.Peers;

/// <summary>The loops of bench/raw/server: libpq, and the C border with a registry on a server.</summary>
internal static class RawServer
{
    private const string Library = "cscert-bench-server";

    /// <summary>What a load test found, in seconds.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct Load(double Seconds, double Median, double NinetyNinth);

    public static double Lookups(string connection, string sql, nint[] texts, out long rows) =>
        Checked(server_lookups(connection, sql, texts, texts.Length, out rows));

    public static double Revokes(string connection, nint[] sipAddresses) =>
        Checked(server_revokes(connection, sipAddresses, sipAddresses.Length));

    /// <summary>Checks certificates by the C border, over so many connections at the same time.</summary>
    public static Load Checks(string library, string connection, byte[][] certificates, int connections)
    {
        using var presented = new Presented(certificates);
        _ = Checked(server_checks(library, connection, presented.Pointer, connections, out var found));
        return found;
    }

    /// <summary>Asks one query for each hash, likewise.</summary>
    public static Load CheckQueries(string connection, string sql, byte[][] hashes, int connections)
    {
        using var presented = new Presented(hashes);
        _ = Checked(server_check_queries(connection, sql, presented.Pointer, connections, out var found));
        return found;
    }

    /// <summary>A port from which all bytes go to another one and back, each direction that much later.</summary>
    public static int Delay(int port, TimeSpan later) => (int)Checked(server_delay(port, (long)later.TotalMicroseconds));

    private static double Checked(double result) =>
        result >= 0 ? result : throw new InvalidOperationException("What the server was asked failed; the reason stands above.");

    /// <summary>Byte arrays as C takes them.</summary>
    private sealed class Presented : IDisposable
    {
        private readonly GCHandle[] _pins;

        public Presented(byte[][] values)
        {
            var pins = values.Select(value => GCHandle.Alloc(value, GCHandleType.Pinned)).ToList();
            pins.Add(Pin(values.Select((_, place) => pins[place].AddrOfPinnedObject()).ToArray()));
            pins.Add(Pin(values.Select(value => value.Length).ToArray()));
            pins.Add(Pin(new nint[] { pins[^2].AddrOfPinnedObject(), pins[^1].AddrOfPinnedObject(), values.Length }));
            _pins = [.. pins];
        }

        public nint Pointer => _pins[^1].AddrOfPinnedObject();

        public void Dispose()
        {
            foreach (var pin in _pins)
            {
                pin.Free();
            }
        }

        private static GCHandle Pin(object value) => GCHandle.Alloc(value, GCHandleType.Pinned);
    }

    [DllImport(Library)]
    private static extern double server_lookups([MarshalAs(UnmanagedType.LPUTF8Str)] string connection, [MarshalAs(UnmanagedType.LPUTF8Str)] string sql, nint[] texts, long count, out long rows);

    [DllImport(Library)]
    private static extern double server_revokes([MarshalAs(UnmanagedType.LPUTF8Str)] string connection, nint[] sipAddresses, long count);

    [DllImport(Library)]
    private static extern int server_checks([MarshalAs(UnmanagedType.LPUTF8Str)] string library, [MarshalAs(UnmanagedType.LPUTF8Str)] string connection, nint certificates, int connections, out Load found);

    [DllImport(Library)]
    private static extern int server_check_queries([MarshalAs(UnmanagedType.LPUTF8Str)] string connection, [MarshalAs(UnmanagedType.LPUTF8Str)] string sql, nint hashes, int connections, out Load found);

    [DllImport(Library)]
    private static extern int server_delay(int port, long microseconds);
}
