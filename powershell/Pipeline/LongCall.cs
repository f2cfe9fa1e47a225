using System.Threading.Tasks;

namespace CsClientCertificate.Pipeline;

/// <summary>A long native call with progress, which only the thread of the pipeline may show.</summary>
internal static class LongCall
{
    private const int TurnMilliseconds = 200;

    /// <summary>Shows the progress that the source of the meter reports, and the time taken so far.</summary>
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
