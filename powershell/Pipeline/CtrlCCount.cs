using System.ComponentModel;

namespace CsClientCertificate.Pipeline;

/// <summary>
/// Counts how often Ctrl+C is pressed from now on. A command that is stopped already hears of it in no other way. Where there is no
/// console nobody can press it, and it stays 0.
/// </summary>
internal sealed class CtrlCCount : IDisposable
{
    private readonly bool listens;
    private int presses;

    internal CtrlCCount()
    {
        try
        {
            Console.CancelKeyPress += Hear;
            listens = true;
        }
        catch (Exception none) when (none is IOException or InvalidOperationException or PlatformNotSupportedException or Win32Exception)
        {
            listens = false;
        }
    }

    internal int Presses => Volatile.Read(ref presses);

    public void Dispose()
    {
        if (listens)
        {
            Console.CancelKeyPress -= Hear;
        }
    }

    private void Hear(object? sender, ConsoleCancelEventArgs pressed)
    {
        // What is left to write, and to say, is not to end with the process.
        pressed.Cancel = true;
        Interlocked.Increment(ref presses);
    }
}
