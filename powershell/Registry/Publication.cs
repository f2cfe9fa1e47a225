using System;
using CsClientCertificate.Binding;

namespace CsClientCertificate.Registry;

/// <summary>One certificate to publish.</summary>
internal sealed class Publication
{
    internal Publication(byte[] certificate, string source, UserIdParameter? identity, Guid? deviceId, DateTime publicationTime)
    {
        Certificate = certificate;
        Source = source;
        Identity = identity;
        DeviceId = deviceId;
        PublicationTime = publicationTime;
    }

    /// <summary>DER.</summary>
    internal byte[] Certificate { get; }

    /// <summary>File and place in it, or a thumbprint: what messages call it.</summary>
    internal string Source { get; }

    /// <summary>Whose; null for whom the certificate names.</summary>
    internal UserIdParameter? Identity { get; }

    internal Guid? DeviceId { get; }

    internal DateTime PublicationTime { get; }
}
