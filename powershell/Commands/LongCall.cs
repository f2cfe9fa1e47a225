using System;
using System.Threading.Tasks;

namespace CsClientCertificate.Commands;

/// <summary>One native call that may last, with progress shown meanwhile: only the pipeline's own thread may show it.</summary>
internal static class LongCall
{
    private const int TurnMilliseconds = 200;

    /// <summary>Shows meanwhile how far the meter's source says it is, and how long it has taken.</summary>
    internal static T Run<T>(ProgressMeter progress, Func<T> call) => Run(() => progress.Show(), call);

    /// <param name="show">Shows progress, if it is due.</param>
    /// <param name="call">The call.</param>
    internal static T Run<T>(Action show, Func<T> call)
    {
        Task<T> task = Task.Run(call);
        try
        {
            while (Task.WaitAny([task], TurnMilliseconds) < 0)
            {
                show();
            }
        }
        finally
        {
            // Whatever ends the command, its registry is not closed under a call. Ctrl+C has interrupted it.
            Task.WaitAny(task);
        }

        return task.GetAwaiter().GetResult();
    }
}
