using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Streaming;

/// <summary>What a pipeline needs while it runs. Other tests would need memory of the same process meanwhile.</summary>
[Collection(EnvironmentTests.Name)]
public sealed class MemoryTests : LitwareTest
{
    [Fact]
    public void Twenty_thousand_identities_need_no_more_memory_than_two_thousand()
    {
        Wine.Skip(Wine.KeepsClosedFiles);
        Measure(2_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = Measure(20_000);

        Assert.True(peak - before < 16 << 20, $"{(peak - before) >> 10} KiB more were in use.");
    }

    // The most memory in use at any time while that many users are asked for, as far as a collection tells.
    private long Measure(int count)
    {
        var reply = Session.Set("count", count).Run("""
            $peak = 0; $seen = 0
            1..$count | ForEach-Object { 'Steve Bush' } | Get-CsClientCertificate | ForEach-Object {
                $seen++
                if ($seen % 2000 -eq 0) { $peak = [Math]::Max($peak, [GC]::GetTotalMemory($true)) }
            }
            $seen; $peak
            """).Clean();
        Assert.Equal(count, reply.Output[0]!.BaseObject);
        return Convert.ToInt64(reply.Output[1]!.BaseObject);
    }
}
