using System;
using System.Collections.Generic;
using System.Globalization;
using System.Reflection;
using System.Threading;

namespace CsClientCertificate.Desktop;

/// <summary>
/// What crosses the border, as this runtime makes it: texts as bytes and back, times as numbers and back. A line each, the same in
/// every runtime.
/// </summary>
internal static class Values
{
    private const BindingFlags Hidden = BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    // The ends of what a DateTime and a certificate hold, and the hour that a clock shows twice.
    private static readonly long[] Times =
    {
        long.MinValue + 1, -62135596800000000, -1, 0, 1, 1528792200000000, 1540686600000000, 1540690200000000, 253402300799000000,
        long.MaxValue,
    };

    private static readonly string[] Texts =
    {
        "", "Ken Myer", "J\u00fcrgen \u0130\u0131\u00df", "e\u0301", "\u65e5\u672c", "\ud83d\ude00", "lone \ud800 surrogate", "a\0b", "\ufeffmark", "\r\n",
    };

    internal static IEnumerable<string> Lines(Assembly module)
    {
        // Where I and i are letters of different names, years are counted from elsewhere, and numbers have other signs.
        foreach (string culture in new[] { "en-US", "tr-TR", "th-TH", "fa-IR" })
        {
            Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            foreach (string line in InThisCulture(module))
            {
                yield return culture + " " + line;
            }
        }
    }

    private static IEnumerable<string> InThisCulture(Assembly module)
    {
        Type Named(string name) => module.GetType("CsClientCertificate." + name, throwOnError: true)!;

        Type time = Named("Native.NativeTime");
        MethodInfo toLocal = time.GetMethod("ToLocal", Hidden)!;
        MethodInfo from = time.GetMethod("From", Hidden, null, new[] { typeof(DateTime) }, null)!;
        foreach (long microseconds in Times)
        {
            var local = (DateTime)toLocal.Invoke(null, new object[] { microseconds })!;
            object back = from.Invoke(null, new object[] { local })!;
            yield return $"time {Invariant(microseconds)} {local.ToString("o", CultureInfo.InvariantCulture)} {Invariant(back)}";
        }

        Type arenaType = Named("Native.NativeArena");
        using var arena = (IDisposable)Activator.CreateInstance(arenaType, Hidden, null, null, null)!;
        MethodInfo text = arenaType.GetMethod("Text", Hidden)!;
        foreach (string given in Texts)
        {
            object native = text.Invoke(arena, new object[] { given })!;
            var bytes = (byte[])native.GetType().GetMethod("ToArray", Hidden)!.Invoke(native, null)!;
            yield return $"text {BitConverter.ToString(bytes)} {(native.ToString() == given ? "and back" : "and back as another")}";
        }

        // In Turkish, I is no capital of i.
        MethodInfo isConnectionString = Named("Session.RegistryChoice").GetMethod("IsConnectionString", Hidden)!;
        foreach (string given in new[] { "POSTGRESQL://host/x", "HOSTADDR_I = 1", "/var/lib/host=1" })
        {
            yield return $"connection string {given} {isConnectionString.Invoke(null, new object[] { given })}";
        }
    }

    private static string Invariant(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
