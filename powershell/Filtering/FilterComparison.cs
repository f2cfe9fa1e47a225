namespace CsClientCertificate.Filtering;

/// <summary>
/// Writes one comparison: the value on the right is brought to the property's type as PowerShell brings it, and what
/// PowerShell makes of a property that is null is asked of PowerShell here.
/// </summary>
internal sealed class FilterComparison(FilterJson json, string property, FilterOperator comparison, int offset, int valueOffset)
{
    internal void Write(object? value)
    {
        Type type = FilterProperty.Type(property) ?? throw FilterProblem.At(offset, $"{property} cannot be compared; name one of its attributes");
        if (value is IEnumerable and not string and not IDictionary)
        {
            throw FilterProblem.At(valueOffset, FilterProblem.List);
        }

        if (comparison.IsLike())
        {
            Like(type, value);
        }
        else if (type == typeof(string))
        {
            Text(value);
        }
        else if (type == typeof(bool))
        {
            Boolean(value);
        }
        else if (value is null)
        {
            Null(type);
        }
        else if (type == typeof(DateTime))
        {
            Time(value);
        }
        else if (type == typeof(Guid))
        {
            Guid(value);
        }
        else
        {
            Flags(type, value);
        }
    }

    /// <summary>The type that PowerShell converts to for a value on the left.</summary>
    private bool Result(object? left, object? right)
    {
        try
        {
            return comparison switch
            {
                FilterOperator.Eq => LanguagePrimitives.Equals(left, right, true, CultureInfo.InvariantCulture),
                FilterOperator.Ne => !LanguagePrimitives.Equals(left, right, true, CultureInfo.InvariantCulture),
                _ => comparison.Holds(LanguagePrimitives.Compare(left, right, true, CultureInfo.InvariantCulture)),
            };
        }
        catch (ArgumentException)
        {
            throw CannotCompare(right);
        }
    }

    private InvalidFilterException CannotCompare(object? value) =>
        FilterProblem.At(valueOffset, $"{property} cannot be compared with \"{LanguagePrimitives.ConvertTo<string>(value)}\"");

    private void Leaf(string? value, bool absent) => json.Comparison(property, comparison.Name(), value, absent, offset);

    /// <summary>The same result for every value but null.</summary>
    private void Fixed(bool present, bool absent)
    {
        if (present == absent)
        {
            json.Constant(present);
        }
        else if (present)
        {
            json.Comparison(property, "present", null, false, offset);
        }
        else
        {
            json.Begin("not");
            json.Comparison(property, "present", null, false, offset);
            json.End();
        }
    }

    private void Like(Type type, object? value)
    {
        if (type == typeof(DateTime))
        {
            throw FilterProblem.At(offset, $"{property} is a date and time, which has no text to compare with {(comparison == FilterOperator.Like ? "-like" : "-notlike")}; compare it with -ge and -lt");
        }

        string pattern = LanguagePrimitives.ConvertTo<string>(value) ?? string.Empty;
        WildcardPattern wildcard;
        bool absent;
        try
        {
            wildcard = new WildcardPattern(pattern, WildcardOptions.IgnoreCase);
            absent = Matches(string.Empty);
        }
        catch (WildcardPatternException failure)
        {
            throw FilterProblem.At(valueOffset, failure.Message.TrimEnd('.'));
        }

        if (type == typeof(bool))
        {
            Table(absent, Matches(bool.TrueString), Matches(bool.FalseString));
        }
        else
        {
            Leaf(FilterJson.Text(pattern), absent);
        }

        bool Matches(string text) => wildcard.IsMatch(text) == (comparison == FilterOperator.Like);
    }

    private void Text(object? value)
    {
        if (comparison.IsOrder())
        {
            throw FilterProblem.At(offset, $"{property} is text, and texts cannot be compared with -{comparison.Name()}: their order depends on the language");
        }

        if (value is null)
        {
            Null(typeof(string));
            return;
        }

        string text = (string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture);
        Leaf(FilterJson.Text(text), comparison == FilterOperator.Ne);
    }

    private void Null(Type type)
    {
        // PowerShell itself has no order of flags and null: it fails.
        if (type == typeof(UserAccountControl) && comparison.IsOrder())
        {
            throw FilterProblem.At(valueOffset, $"{property} can be compared with $null only by -eq and -ne");
        }

        object sample = type == typeof(string) ? string.Empty : Activator.CreateInstance(type);
        Fixed(Result(sample, null), Result(null, null));
    }

    private void Boolean(object? value) => Table(Result(null, value), Result(true, value), Result(false, value));

    /// <summary>The three possible results.</summary>
    private void Table(bool ofNull, bool ofTrue, bool ofFalse)
    {
        if (ofTrue == ofFalse)
        {
            Fixed(ofTrue, ofNull);
        }
        else
        {
            json.Comparison(property, "eq", ofTrue ? "true" : "false", ofNull, offset);
        }
    }

    private void Time(object value)
    {
        if (LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out DateTime time))
        {
            new LocalTimeComparison(json, property, offset, Result(null, value)).Write(comparison, time);
        }
        else
        {
            Unequal(value);
        }
    }

    private void Guid(object value)
    {
        if (comparison.IsOrder())
        {
            throw FilterProblem.At(offset, $"{property} is a GUID, which can be compared only with -eq and -ne");
        }

        if (LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out Guid guid))
        {
            Leaf("{\"guid\":" + FilterJson.Text(guid.ToString("D")) + "}", comparison == FilterOperator.Ne);
        }
        else
        {
            Unequal(value);
        }
    }

    // Numbers compare as numbers, also where they stand for no combination of flags.
    private void Flags(Type type, object value)
    {
        if (value is UserAccountControl or int or long or short or byte or sbyte or ushort or uint)
        {
            Leaf(FilterJson.Number(System.Convert.ToInt64(value, CultureInfo.InvariantCulture)), Result(null, value));
        }
        else if (LanguagePrimitives.TryConvertTo(value, type, CultureInfo.InvariantCulture, out object flags))
        {
            Leaf(FilterJson.Number((int)(UserAccountControl)flags), Result(null, value));
        }
        else
        {
            Unequal(value);
        }
    }

    /// <summary>A value that is no such thing equals none, and has no order with any.</summary>
    private void Unequal(object value)
    {
        if (comparison.IsOrder())
        {
            throw CannotCompare(value);
        }

        json.Constant(comparison == FilterOperator.Ne);
    }
}
