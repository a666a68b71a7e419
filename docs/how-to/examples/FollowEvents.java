import java.io.*;
import java.net.*;
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
        follow(file, Files.exists(file) && Files.size(file) > 0 ? Files.readString(file) : "0");
      } catch (IOException disconnected) {
        System.err.println(disconnected);
      }
      Thread.sleep(2000);
    }
  }

  static void follow(Path file, String cursor) throws Exception {
    var stream = (HttpURLConnection) URI.create(System.getenv("SERVICE") + "/events/stream?after=" + cursor).toURL().openConnection();
    stream.setRequestProperty("Authorization", "Bearer " + System.getenv("TOKEN"));
    stream.setReadTimeout(60_000); // an idle stream sends a comment every 15 seconds
    int status = stream.getResponseCode();
    if (status == 429 || status == 503) return;
    // Also 409 log-went-back: the log no longer has what was read up to the cursor. Delete the file to read it again.
    if (status != 200) throw new IllegalStateException(new String(stream.getErrorStream().readAllBytes(), "UTF-8"));
    var lines = new BufferedReader(new InputStreamReader(stream.getInputStream(), "UTF-8"));
    for (String line; (line = lines.readLine()) != null; )
      if (line.startsWith("id: ")) cursor = line.substring(4);
      else if (line.startsWith("data: ")) System.out.println(line.substring(6));
      else if (System.out.checkError()) throw new IllegalStateException("the output failed");
      else if (line.isEmpty()) // noted after the event was taken, never before
        Files.move(Files.writeString(Path.of(file + ".new"), cursor), file, StandardCopyOption.REPLACE_EXISTING);
  }
}
