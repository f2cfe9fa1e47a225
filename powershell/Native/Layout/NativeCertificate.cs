namespace CsClientCertificate.Native;

[Flags]
internal enum NativeCertificateFlags : uint
{
    None = 0,
    HasDeviceId = 1,
    IsRevoked = 2,
    UserGone = 4,
    AccountDisabled = 8,
}

/// <summary>
/// <c>cscert_certificate</c>: a borrowed row. Texts from <see cref="SerialNumber"/> on lie in the stretch <see cref="Text"/>, but for
/// <see cref="Issuer"/>, which rows share; the user's two are shared by the rows of one user within a batch.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeCertificate
{
    internal long CertificateKey;
    internal long UserKey;
    internal NativeCertificateFlags Flags;
    internal uint RevocationReason;
    internal fixed byte DeviceId[16];
    internal Hash Sha1;
    internal long PublicationTime;
    internal long NotBefore;
    internal long NotAfter;
    internal long RevocationTime;
    internal NativeText Text;
    internal NativeText Identity;
    internal NativeText DistinguishedName;
    internal NativeText CertificateType;
    internal NativeText SerialNumber;
    internal NativeText Subject;
    internal NativeText Issuer;
    internal NativeText RevokedBy;

    /// <summary>The bytes of a SHA-1 in place: they need no array of their own.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Hash : IEquatable<Hash>, IComparable<Hash>
    {
        private const int Length = 20;

        private fixed byte bytes[Length];

        public readonly bool Equals(Hash other) => CompareTo(other) == 0;

        public override readonly bool Equals(object? obj) => obj is Hash other && Equals(other);

        // Any four of its bytes are as good as all.
        public override readonly int GetHashCode() => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24);

        public readonly int CompareTo(Hash other)
        {
            int difference = 0;
            for (int i = 0; i < Length && difference == 0; i++)
            {
                difference = bytes[i] - other.bytes[i];
            }

            return difference;
        }

        internal readonly byte[] ToArray()
        {
            fixed (byte* start = bytes)
            {
                return NativeBytes.Copy(start, Length);
            }
        }
    }
}

[Flags]
internal enum NativeCertificateQueryFlags : uint
{
    None = 0,
    IncludeRevoked = 1,
    AccountDisabled = 2,
}

/// <summary><c>cscert_certificate_query</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeCertificateQuery
{
    internal NativeCertificateQueryFlags Flags;
    internal long Now;
    internal long NotAfterFrom;
    internal long NotAfterBefore;
    internal long PublishedAfter;
    internal NativeText Thumbprint;
    internal NativeText SerialNumber;
    internal byte* DeviceId;
    internal ulong Limit;
}
