namespace CsClientCertificate.Filtering;

/// <summary>
/// Compares a point in time, which the registry keeps, by the local time that ADUser shows of it. PowerShell compares what
/// the clock on the wall says, whatever kind of DateTime stands on the right. Twice a year that is not the order of time:
/// when the clock is set back an hour comes twice, when it is set forward one never comes.
/// </summary>
internal sealed class LocalTimeComparison(FilterJson json, string property, int offset, bool absent)
{
    internal void Write(FilterOperator comparison, DateTime time)
    {
        var wall = new DateTime(time.Ticks, DateTimeKind.Unspecified);
        TimeZoneInfo zone = TimeZoneInfo.Local;
        if (zone.IsInvalidTime(wall))
        {
            Skipped(comparison, Change(wall.AddDays(-1).Ticks, wall.AddDays(1).Ticks));
        }
        else if (zone.IsAmbiguousTime(wall))
        {
            TimeSpan[] offsets = zone.GetAmbiguousTimeOffsets(wall);
            Array.Sort(offsets);
            long first = wall.Ticks - offsets[offsets.Length - 1].Ticks;
            long second = wall.Ticks - offsets[0].Ticks;
            Repeated(comparison, first, Change(first, second), second);
        }
        else
        {
            Leaf(comparison.Name(), new DateTime(time.Ticks, DateTimeKind.Local).ToUniversalTime().Ticks, absent);
        }
    }

    /// <summary>The first moment after the clock was changed, between two in UTC.</summary>
    private static long Change(long before, long after)
    {
        TimeSpan old = OffsetAt(before);
        while (after - before > 1)
        {
            long middle = before + ((after - before) / 2);
            if (OffsetAt(middle) == old)
            {
                before = middle;
            }
            else
            {
                after = middle;
            }
        }

        return after;
    }

    private static TimeSpan OffsetAt(long utcTicks) =>
        TimeZoneInfo.Local.GetUtcOffset(new DateTime(utcTicks, DateTimeKind.Utc));

    private void Leaf(string name, long utcTicks, bool absentResult) =>
        json.Comparison(property, name, "{\"time\":" + FilterJson.Number(utcTicks - NativeTime.EpochTicks) + "}", absentResult, offset);

    private void Skipped(FilterOperator comparison, long change)
    {
        switch (comparison)
        {
            case FilterOperator.Lt:
            case FilterOperator.Le:
                Leaf("lt", change, absent);
                break;
            case FilterOperator.Gt:
            case FilterOperator.Ge:
                Leaf("ge", change, absent);
                break;
            default:
                // No clock ever showed it; what null is to it was decided with the value.
                json.Constant(absent);
                break;
        }
    }

    private void Repeated(FilterOperator comparison, long first, long change, long second)
    {
        switch (comparison)
        {
            case FilterOperator.Eq:
                Any(absent, ("eq", first), ("eq", second));
                break;
            case FilterOperator.Ne:
                Not(() => Any(!absent, ("eq", first), ("eq", second)));
                break;
            case FilterOperator.Lt:
                Before("lt", absent);
                break;
            case FilterOperator.Le:
                Before("le", absent);
                break;
            case FilterOperator.Gt:
                Not(() => Before("le", !absent));
                break;
            default:
                Not(() => Before("lt", !absent));
                break;
        }

        // In the first pass of the hour up to the time, and in the second one up to it again.
        void Before(string name, bool absentResult)
        {
            json.BeginList("or");
            Leaf(name, first, absentResult);
            json.Next();
            json.BeginList("and");
            Leaf("ge", change, absentResult);
            json.Next();
            Leaf(name, second, absentResult);
            json.EndList();
            json.EndList();
        }
    }

    private void Not(Action inner)
    {
        json.Begin("not");
        inner();
        json.End();
    }

    private void Any(bool absentResult, params (string Name, long Ticks)[] parts)
    {
        json.BeginList("or");
        for (int i = 0; i < parts.Length; i++)
        {
            if (i > 0)
            {
                json.Next();
            }

            Leaf(parts[i].Name, parts[i].Ticks, absentResult);
        }

        json.EndList();
    }
}
