// Follows the events of an agency's cases as they are recorded, one line of JSON for each, and continues at its last cursor
// after a restart. An event may come twice: source and id identify it.
//
//     SERVICE=https://investigation.example.org TOKEN=… dotnet run FollowEvents.cs cursor.txt
using System.Net;
using System.Net.Http.Headers;

string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new ArgumentException($"{name} is not set");
using var client = new HttpClient { BaseAddress = new Uri(Setting("SERVICE")), Timeout = Timeout.InfiniteTimeSpan };
client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Setting("TOKEN"));
var output = new StreamWriter(OperatingSystem.IsWindows() ? Console.OpenStandardOutput() // elsewhere it ignores a pipe without a reader
    : new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(1, false), FileAccess.Write, 0)) { AutoFlush = true };

while (true)
{
    try { await Follow(File.Exists(args[0]) && File.ReadAllText(args[0]) is { Length: > 0 } noted ? noted : "0"); }
    catch (Exception cut) when (cut is IOException or HttpRequestException or OperationCanceledException) { Console.Error.WriteLine(cut.Message); }
    await Task.Delay(2000);
}

async Task Follow(string cursor)
{
    using var silence = new CancellationTokenSource(60_000); // an idle stream sends a comment every 15 seconds
    using var answer = await client.GetAsync($"/events/stream?after={cursor}", HttpCompletionOption.ResponseHeadersRead, silence.Token);
    if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) return;
    // Also 409 log-went-back: the log no longer has what was read up to the cursor. Delete the file to read it again.
    if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
    while (await lines.ReadLineAsync(silence.Token) is { } line)
    {
        silence.CancelAfter(60_000);
        if (line.StartsWith("id: ")) cursor = line[4..];
        else if (line.StartsWith("data: "))
            try { output.WriteLine(line[6..]); } catch (IOException failed) { throw new InvalidOperationException("the output failed", failed); }
        if (line != "") continue;
        File.WriteAllText($"{args[0]}.new", cursor); // noted after the event was taken, never before
        File.Move($"{args[0]}.new", args[0], true);
    }
}
