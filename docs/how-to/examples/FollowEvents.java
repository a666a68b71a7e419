import java.io.*;
import java.net.URI;
import java.net.http.*;
import java.nio.file.*;

/**
 * Follows the events of an agency's cases as they are recorded, one line of JSON for each, and continues at its last cursor
 * after a restart. An event may come twice: source and id identify it.
 * <pre>SERVICE=https://investigation.example.org TOKEN=… java FollowEvents.java cursor.txt</pre>
 */
class FollowEvents {
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    while (true) {
      try {
        follow(file, Files.exists(file) ? Files.readString(file) : "0");
      } catch (IOException | UncheckedIOException disconnected) {
        System.err.println(disconnected);
      }
      Thread.sleep(2000);
    }
  }

  static void follow(Path file, String cursor) throws Exception {
    URI uri = URI.create(System.getenv("SERVICE") + "/events/stream?after=" + cursor);
    HttpRequest request = HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + System.getenv("TOKEN")).build();
    var stream = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines());
    if (stream.statusCode() == 429 || stream.statusCode() == 503) return;
    // Also 409 log-went-back: the log no longer has what was read up to the cursor. Delete the file to read it again.
    if (stream.statusCode() != 200) throw new IllegalStateException(String.join("\n", stream.body().toList()));
    for (String line : (Iterable<String>) stream.body()::iterator) {
      if (line.startsWith("id: ")) cursor = line.substring(4);
      else if (line.startsWith("data: ")) System.out.println(line.substring(6));
      else if (line.isEmpty()) Files.writeString(file, cursor); // noted after the event was taken, never before
    }
  }
}
