import java.io.*;
import java.net.*;
import java.nio.file.*;

/**
 * Follows the events of an agency's cases as they are recorded, one line of JSON for each, and continues at its last cursor
 * after a restart. An event may come twice: source and id identify it.
 * <pre>SERVICE=https://investigation.example.org TOKEN=… java FollowEvents.java events.cursor</pre>
 */
class FollowEvents {
  public static void main(String[] arguments) throws Exception {
    for (var name : new String[] {"SERVICE", "TOKEN"}) if (System.getenv(name) == null) end(name + " is not set");
    Path file = Path.of(arguments.length > 0 ? arguments[0] : "events.cursor");
    for (;; Thread.sleep(10_000))
      try {
        follow(file, Files.exists(file) && Files.size(file) > 0 ? Files.readString(file) : "0");
      } catch (IOException disconnected) { System.err.println(disconnected.getMessage()); }
  }

  static void follow(Path file, String cursor) throws Exception {
    var stream = (HttpURLConnection) URI.create(System.getenv("SERVICE") + "/events/stream?after=" + cursor).toURL().openConnection();
    stream.setRequestProperty("Authorization", "Bearer " + System.getenv("TOKEN"));
    stream.setReadTimeout(60_000); // an idle stream sends a comment every 15 seconds
    int status = stream.getResponseCode();
    var reason = status == 200 ? "" : status + " " + new String(stream.getErrorStream().readAllBytes(), "UTF-8");
    if (status == 429 || status == 503) throw new IOException(reason); // tried again
    if (status != 200) end(reason); // also 409 log-went-back: delete the file to read the log again
    var lines = new BufferedReader(new InputStreamReader(stream.getInputStream(), "UTF-8"));
    for (String line; (line = lines.readLine()) != null; )
      if (line.startsWith("id: ")) cursor = line.substring(4);
      else if (line.startsWith("data: ")) System.out.println(line.substring(6));
      else if (System.out.checkError()) end("the output failed");
      else if (line.isEmpty()) // noted after the event was taken, never before
        Files.move(Files.writeString(Path.of(file + ".new"), cursor), file, StandardCopyOption.REPLACE_EXISTING);
  }

  static void end(String reason) { System.err.println(reason); System.exit(1); }
}
