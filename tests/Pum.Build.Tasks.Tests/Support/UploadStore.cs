using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Pum.Dumper.Servers;

namespace Pum.Build.Tasks.Tests.Support;

/// <summary>A store as people have them: it takes files by PUT from whoever has the password, and gives them back.</summary>
internal sealed class UploadStore : IDisposable
{
    private const string User = "backup";

    private const string Password = "storage";

    private readonly HttpListener _listener = new();

    private UploadStore(int port)
    {
        Address = $"http://127.0.0.1:{port}/app";
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
    }

    /// <summary>What uploads are sent to, without a slash at the end.</summary>
    public string Address { get; }

    /// <summary>The line of <c>.netrc</c> that curl needs.</summary>
    public static string Netrc => $"machine 127.0.0.1 login {User} password {Password}\n";

    /// <summary>What it holds, by the name after the address.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether it refuses what it is sent.</summary>
    public bool IsFull { get; set; }

    /// <summary>Starts one on a port of its own.</summary>
    public static UploadStore Start()
    {
        var store = new UploadStore(ServerSettings.FindFreePort());
        store._listener.Start();
        _ = store.ServeAsync();
        return store;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            context.Response.StatusCode = await AnswerAsync(context);
            context.Response.Close();
        }
    }

    private async Task<int> AnswerAsync(HttpListenerContext context)
    {
        var name = context.Request.Url!.AbsolutePath["/app/".Length..];
        if (context.Request.Headers["Authorization"] != $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))}")
            return 401;
        if (context.Request.HttpMethod == "PUT")
        {
            using var content = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(content);
            if (IsFull)
                return 507;
            Files[name] = content.ToArray();
            return 201;
        }
        if (!Files.TryGetValue(name, out var file))
            return 404;
        context.Response.ContentLength64 = file.Length;
        await context.Response.OutputStream.WriteAsync(file);
        return 200;
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Close();
}
