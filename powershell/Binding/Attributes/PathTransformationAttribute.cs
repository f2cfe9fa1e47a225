namespace CsClientCertificate.Binding;

/// <summary>
/// Lets texts be paths, and nothing that PowerShell would make a text of: an object without a path would be a file of the name
/// "@{Identity=...}".
/// </summary>
public sealed class PathTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        IsPath(inputData)
            ? inputData
            : throw Refusal.ToBind("It is not a path. Specify the names of files, or the files themselves.");

    private static bool IsPath(object? value)
    {
        switch (Members.Unwrap(value))
        {
            case null or string or FileSystemInfo or PathInfo or ValueType:
                return true;
            case IDictionary:
                return false;
            case IEnumerable values:
                foreach (object? each in values)
                {
                    if (!IsPath(each))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return false;
        }
    }
}
