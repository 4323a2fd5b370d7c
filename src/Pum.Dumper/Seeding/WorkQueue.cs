namespace Pum.Dumper.Seeding;

/// <summary>Does one thing at a time, off the callers' path: the disk is what limits creating and dropping.</summary>
internal sealed class WorkQueue
{
    private readonly object _gate = new();
    /// <summary>With so many drops waiting, the next comes first: clones that are asked for without end would fill the disk up.</summary>
    private const int MostDrops = 2;

    private readonly Dictionary<WorkOrder, Queue<(Func<Task> Work, TaskCompletionSource Done)>> _waiting =
        Enum.GetValues<WorkOrder>().ToDictionary(order => order, _ => new Queue<(Func<Task>, TaskCompletionSource)>());

    private bool _isRunning;

    /// <summary>Whether spares are not worth making any more.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Has something done; the task ends with it.</summary>
    public Task RunAsync(WorkOrder order, Func<Task> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting[order].Enqueue((work, done));
            if (_isRunning)
                return done.Task;
            _isRunning = true;
        }

        _ = Task.Run(LoopAsync);
        return done.Task;
    }

    private async Task LoopAsync()
    {
        while (Next() is var (work, done))
        {
            try
            {
                await work();
                done.SetResult();
            }
#pragma warning disable CA1031 // The caller gets it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                done.SetException(exception);
            }
        }
    }

    private (Func<Task> Work, TaskCompletionSource Done)? Next()
    {
        lock (_gate)
        {
            var queue = _waiting[WorkOrder.Drop].Count > MostDrops
                ? _waiting[WorkOrder.Drop]
                : _waiting.Values.FirstOrDefault(each => each.Count > 0);
            if (queue is not null)
                return queue.Dequeue();
            _isRunning = false;
            return null;
        }
    }
}
