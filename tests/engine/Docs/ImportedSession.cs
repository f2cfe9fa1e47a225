using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Docs;

/// <summary>One session for all tests of a class that only look.</summary>
public sealed class ImportedSession : IDisposable
{
    public Session Session { get; } = new Session().ImportModule();

    public void Dispose() => Session.Dispose();
}
