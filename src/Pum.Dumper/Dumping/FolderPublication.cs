using Pum.Dumper.Failures;
using Pum.Dumper.Files;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Dumping;

/// <summary>
/// A folder takes the place of another. No rename replaces a folder that is not empty: the two change places in one step if the platform
/// can, else the old one is moved aside, and back if the new one cannot take its place.
/// </summary>
internal sealed class FolderPublication
{
    private const int Attempts = 50;

    private readonly string _path;
    private readonly string _place;
    private readonly DumpWork _work;
    private readonly Func<string, string, bool> _exchange;

    /// <summary>Makes one.</summary>
    /// <param name="path">Where the new folder is to go, for people.</param>
    /// <param name="place">The path by which that place is reached.</param>
    /// <param name="work">Where it is until then, and where the old one may be moved aside.</param>
    /// <param name="exchange">How two folders change places in one step; <see langword="false"/> where they cannot.</param>
    public FolderPublication(string path, string place, DumpWork work, Func<string, string, bool> exchange) =>
        (_path, _place, _work, _exchange) = (path, place, work, exchange);

    /// <summary>
    /// Where something is that must not be deleted: it was taken from the dump's place and has not yet been found to be a dump.
    /// </summary>
    public string? Unchecked { get; private set; }

    /// <summary>Puts the new folder into its place, and deletes the old one.</summary>
    /// <param name="own">Which folder the new one is; <see langword="null"/> on Windows.</param>
    /// <param name="reporter">Told what could not be deleted.</param>
    /// <exception cref="PumFailureException">PUM1004: what is there is no longer a dump.</exception>
    public void Run(FileIdentity? own, IReporter reporter)
    {
        for (var attempt = 1; ; attempt++)
        {
            // Outside the attempt: a second exchange would undo the first, and the new dump would be deleted as the old one.
            if (Directory.Exists(_place) && _exchange(_work.Partial, _place))
            {
                CheckExchanged(own);
                break;
            }

            try
            {
                if (Directory.Exists(_place))
                    MoveAside();
                Directory.Move(_work.Partial, _place);
                break;
            }
            catch (IOException) when (Unchecked is null && attempt < Attempts)
            {
                // Another run put its dump there in the meantime: now that dump is the one to replace, and the one moved aside is obsolete.
                // If a third run has moved the second one away, it is unclear which is obsolete, so none is deleted.
                if (Directory.Exists(_place))
                    DumpWork.Delete(_work.Aside);
            }
            catch
            {
                if (Directory.Exists(_work.Aside) && !Path.Exists(_place))
                {
                    Directory.Move(_work.Aside, _place);
                    Unchecked = null;
                }

                throw;
            }
        }

        DeleteOld(_work.Partial, reporter);
        DeleteOld(_work.Aside, reporter);
    }

    private void CheckExchanged(FileIdentity? own)
    {
        try
        {
            CheckOld(_work.Partial);
        }
        catch
        {
            if (!_exchange(_work.Partial, _place))
                Directory.Move(_work.Partial, _place);
            // What comes back has had the dump's name: another user may have put something else there meanwhile.
            Unchecked = FileIdentity.Of(_work.Partial) is { } back && !back.IsSameAs(own) ? _work.Partial : null;
            throw;
        }
    }

    private void MoveAside()
    {
        try
        {
            Directory.Move(_place, _work.Aside);
        }
        catch (DirectoryNotFoundException)
        {
            // Another run has just moved it aside.
            return;
        }

        CheckOld(_work.Aside);
    }

    // Much may have happened since the dump began, and the old folder is going to be deleted. In the private folder no other user can
    // exchange it any more; its former owner may still change its content, so its files are deleted one by one, and nothing below it is.
    private void CheckOld(string old)
    {
        Unchecked = old;
        if (!DumpPlace.IsDump(old))
            throw new PumFailureException(DumpFailures.InTheWay(_path, DumpPlace.ForeignFolder));
        Unchecked = null;
    }

    private void DeleteOld(string aside, IReporter reporter)
    {
        try
        {
            DumpWork.Delete(aside);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reporter.Warning(DumpFailures.OldDumpLeft(_path, _work.NameOf(aside), exception.Message));
        }
    }
}
