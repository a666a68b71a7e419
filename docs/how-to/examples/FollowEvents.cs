// Follows the events of an agency's cases as they are recorded, one line of JSON for each, and continues at its last cursor
// after a restart. An event may come twice: source and id identify it.
//     SERVICE=https://investigation.example.org TOKEN=… dotnet run FollowEvents.cs events.cursor
using System.Net;
using System.Net.Http.Headers;

string file = args is [var named, ..] ? named : "events.cursor";
string Ended(string reason) { Console.Error.WriteLine(reason); Environment.Exit(1); return reason; }
string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? Ended($"{name} is not set");
using var client = new HttpClient { BaseAddress = new Uri(Setting("SERVICE")), Timeout = Timeout.InfiniteTimeSpan };
client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Setting("TOKEN"));
var output = new StreamWriter(OperatingSystem.IsWindows() ? Console.OpenStandardOutput() // elsewhere it ignores a pipe without a reader
    : new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(1, false), FileAccess.Write, 0)) { AutoFlush = true };

for (; ; await Task.Delay(10_000))
    try { await Follow(File.Exists(file) && File.ReadAllText(file) is { Length: > 0 } noted ? noted : "0"); }
    catch (Exception cut) when (cut is IOException or HttpRequestException or OperationCanceledException) { Console.Error.WriteLine(cut.Message); }

async Task Follow(string cursor)
{
    using var silence = new CancellationTokenSource(60_000); // an idle stream sends a comment every 15 seconds
    using var answer = await client.GetAsync($"/events/stream?after={cursor}", HttpCompletionOption.ResponseHeadersRead, silence.Token);
    string reason = answer.IsSuccessStatusCode ? "" : $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
    if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) throw new IOException(reason); // tried again
    if (!answer.IsSuccessStatusCode) Ended(reason); // also 409 log-went-back: delete the file to read the log again
    using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
    while (await lines.ReadLineAsync(silence.Token) is { } line)
    {
        silence.CancelAfter(60_000);
        if (line.StartsWith("id: ")) cursor = line[4..];
        else if (line.StartsWith("data: "))
            try { output.WriteLine(line[6..]); } catch (IOException failed) { Ended($"the output failed: {failed.Message}"); }
        if (line != "") continue;
        File.WriteAllText($"{file}.new", cursor); // noted after the event was taken, never before
        File.Move($"{file}.new", file, true);
    }
}
