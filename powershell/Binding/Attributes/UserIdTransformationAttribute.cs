namespace CsClientCertificate.Binding;

/// <summary>
/// Makes an identity of whatever identifies a user, before PowerShell tries anything itself. Of an object whose Identity is
/// null it would bind that null by property name, and never ask for the object's other properties: a certificate of a user
/// without a SIP address could then not be piped on.
/// </summary>
public sealed class UserIdTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null)
        {
            return null;
        }

        try
        {
            return new UserIdParameter(AsWritten(inputData));
        }
        catch (UnreadableIdentityException failure)
        {
            throw new ArgumentTransformationMetadataException(failure.Message, failure);
        }
        catch (ArgumentException)
        {
            // Left as it is, PowerShell says in its own way that it does not bind.
            return inputData;
        }
    }

    // To PowerShell, 0012 without quotes is the number 12, and "12" may be another user's logon name.
    private static object AsWritten(object input) =>
        input is PSObject { BaseObject: int or long or double or decimal } number
            ? LanguagePrimitives.ConvertTo<string>(number)
            : input;
}
