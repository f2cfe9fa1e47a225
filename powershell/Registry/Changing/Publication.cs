namespace CsClientCertificate.Registry;

/// <summary>One certificate to publish.</summary>
internal sealed class Publication
{
    internal Publication(
        byte[] certificate, string source, UserIdParameter? identity, Guid? deviceId, DateTime? publicationTime, bool isMeant)
    {
        Certificate = certificate;
        Source = source;
        Identity = identity;
        DeviceId = deviceId;
        GivenTime = publicationTime;
        PublicationTime = publicationTime ?? DateTime.UtcNow;
        IsMeant = isMeant;
    }

    /// <summary>DER.</summary>
    internal byte[] Certificate { get; }

    /// <summary>File and place in it, or a thumbprint: what messages call it.</summary>
    internal string Source { get; }

    /// <summary>The user; null for the one that the certificate names.</summary>
    internal UserIdParameter? Identity { get; }

    internal Guid? DeviceId { get; }

    /// <summary>The publication time given by the caller; null if none.</summary>
    internal DateTime? GivenTime { get; }

    /// <summary>When it was published.</summary>
    internal DateTime PublicationTime { get; }

    /// <summary>Whether somebody named this very certificate, or its user; it is not merely one of a folder.</summary>
    internal bool IsMeant { get; }
}
