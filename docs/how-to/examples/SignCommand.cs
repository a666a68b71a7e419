// Signs a command with the agency's key (ES256), sends it to a service over HTTP, prints the answer, and ends with 1 unless the
// command was accepted. Without SERVICE it only prints the signed message, which can be kept, and sent over Kafka.
//     dotnet run SignCommand.cs OpenCase <case id> '{ "data": { … } }'
using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

string? service = Environment.GetEnvironmentVariable("SERVICE");
string Ended(string reason) { Console.Error.WriteLine(reason); Environment.Exit(1); return reason; }
string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? Ended($"{name} is not set");
string Encoded(JsonNode part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
var header = new JsonObject { ["alg"] = "ES256", ["kid"] = Setting("KEY_ID"), ["typ"] = "case-command+jwt" };
var payload = new JsonObject
{
    ["iss"] = Setting("AGENCY"), ["aud"] = Setting("AUDIENCE"), ["iat"] = now, ["exp"] = now + 600, ["jti"] = $"{Guid.NewGuid()}",
    ["actor"] = new JsonObject { ["userId"] = Setting("ACTING_USER"), ["roles"] = new JsonArray((JsonNode)Setting("ACTING_ROLE")) },
    ["command"] = args[0], ["caseId"] = args[1], ["body"] = JsonNode.Parse(args[2]),
};
string signed = $"{Encoded(header)}.{Encoded(payload)}";
using var key = ECDsa.Create();
key.ImportFromPem(File.ReadAllText(Setting("KEY_FILE")));
byte[] signature = key.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256); // the two numbers, 32 bytes each
string message = $"{signed}.{Base64Url.EncodeToString(signature)}";

if (service is null) Console.WriteLine(message);
else
{
    // The same bytes may be sent again, and are recorded once. Another run signs another message: print it first to keep it.
    using var client = new HttpClient();
    using var content = new StringContent(message, new MediaTypeHeaderValue("application/jose"));
    string answer = await (await client.PostAsync($"{service}/signed-commands", content)).Content.ReadAsStringAsync();
    Console.WriteLine(answer);
    return answer.Contains("\"outcome\":\"accepted\"") ? 0 : 1;
}
return 0;
