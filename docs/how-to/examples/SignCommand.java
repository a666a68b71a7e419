import java.net.URI;
import java.net.http.*;
import java.nio.file.*;
import java.security.*;
import java.util.*;

/**
 * Signs a command with the agency's key (ES256), sends it to a service over HTTP, prints the answer, and ends with 1 unless the
 * command was accepted. Without SERVICE it only prints the signed message, which can be kept, and sent over Kafka.
 * <pre>java SignCommand.java OpenCase CASE_ID '{ "data": { … } }'</pre>
 */
class SignCommand {
  public static void main(String[] arguments) throws Exception {
    var env = System.getenv();
    for (var name : List.of("AUDIENCE", "AGENCY", "KEY_ID", "KEY_FILE", "ACTING_USER", "ACTING_ROLE"))
      if (!env.containsKey(name)) { System.err.println(name + " is not set"); System.exit(1); }
    long now = System.currentTimeMillis() / 1000;
    var who = "\"actor\":{\"userId\":\"%s\",\"roles\":[\"%s\"]}".formatted(env.get("ACTING_USER"), env.get("ACTING_ROLE"));
    var what = "\"command\":\"%s\",\"caseId\":\"%s\",\"body\":%s".formatted(arguments[0], arguments[1], arguments[2]);
    var payload = "{\"iss\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d,\"jti\":\"%s\",%s,%s}"
        .formatted(env.get("AGENCY"), env.get("AUDIENCE"), now, now + 600, UUID.randomUUID(), who, what);
    var header = "{\"alg\":\"ES256\",\"kid\":\"%s\",\"typ\":\"case-command+jwt\"}".formatted(env.get("KEY_ID"));
    var signed = encoded(header.getBytes("UTF-8")) + "." + encoded(payload.getBytes("UTF-8"));
    var key = Base64.getMimeDecoder().decode(Files.readString(Path.of(env.get("KEY_FILE"))).replaceAll("-----.*?-----", ""));
    var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(KeyFactory.getInstance("EC").generatePrivate(new java.security.spec.PKCS8EncodedKeySpec(key)));
    signature.update(signed.getBytes("UTF-8"));
    var message = signed + "." + encoded(signature.sign());
    if (!env.containsKey("SERVICE")) { System.out.println(message); return; }
    // The same bytes may be sent again, and are recorded once. Another run signs another message: print it first to keep it.
    var request = HttpRequest.newBuilder(URI.create(env.get("SERVICE") + "/signed-commands")).header("Content-Type", "application/jose");
    var sent = request.POST(HttpRequest.BodyPublishers.ofString(message)).build();
    var answer = HttpClient.newHttpClient().send(sent, HttpResponse.BodyHandlers.ofString()).body();
    System.out.println(answer);
    if (!answer.contains("\"outcome\":\"accepted\"")) System.exit(1);
  }

  static String encoded(byte[] part) { return Base64.getUrlEncoder().withoutPadding().encodeToString(part); }
}
