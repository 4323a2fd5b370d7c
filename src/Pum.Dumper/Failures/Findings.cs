namespace Pum.Dumper.Failures;

/// <summary>Gathers what prevents an operation, so that one failure does not hide the next.</summary>
internal sealed class Findings
{
    private readonly List<PumFailure> _failures = [];

    /// <summary>Adds what was found; the same is said once.</summary>
    public void Add(IEnumerable<PumFailure> failures)
    {
        foreach (var failure in failures)
        {
            if (!_failures.Any(earlier => earlier.Code == failure.Code && earlier.Message == failure.Message))
                _failures.Add(failure);
        }
    }

    /// <summary>The result of a step, or nothing where it failed: what needs it then cannot be asked.</summary>
    public T? Try<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (PumFailureException exception)
        {
            Add(exception.Failures);
            return default;
        }
    }

    /// <inheritdoc cref="Try{T}"/>
    public async Task<T?> TryAsync<T>(Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (PumFailureException exception)
        {
            Add(exception.Failures);
            return default;
        }
    }

    /// <summary>Runs a step that has no result.</summary>
    public async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (PumFailureException exception)
        {
            Add(exception.Failures);
        }
    }

    /// <summary>Ends the operation with everything that was found.</summary>
    /// <exception cref="PumFailureException">There was something.</exception>
    public void ThrowIfAny()
    {
        if (_failures.Count > 0)
            throw new PumFailureException([.. _failures]);
    }
}
