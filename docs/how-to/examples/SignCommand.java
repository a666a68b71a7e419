import java.net.URI;
import java.net.http.*;
import java.nio.file.*;
import java.security.*;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.*;

/**
 * Signs a command with the agency's key (ES256), sends it to a service over HTTP and prints the answer. Without SERVICE it only
 * prints the signed message, which can be kept, and sent over Kafka.
 * <pre>java SignCommand.java OpenCase CASE_ID '{ "data": { … } }'</pre>
 */
class SignCommand {
  public static void main(String[] arguments) throws Exception {
    var env = System.getenv();
    long now = System.currentTimeMillis() / 1000;
    var who = "\"actor\":{\"userId\":\"%s\",\"roles\":[\"%s\"]}".formatted(env.get("ACTING_USER"), env.get("ACTING_ROLE"));
    var what = "\"command\":\"%s\",\"caseId\":\"%s\",\"body\":%s".formatted(arguments[0], arguments[1], arguments[2]);
    var payload = "{\"iss\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d,\"jti\":\"%s\",%s,%s}"
        .formatted(env.get("AGENCY"), env.get("AUDIENCE"), now, now + 600, UUID.randomUUID(), who, what);
    var header = "{\"alg\":\"ES256\",\"kid\":\"%s\",\"typ\":\"case-command+jwt\"}".formatted(env.get("KEY_ID"));
    var signed = encoded(header.getBytes("UTF-8")) + "." + encoded(payload.getBytes("UTF-8"));
    var key = Base64.getMimeDecoder().decode(Files.readString(Path.of(env.get("KEY_FILE"))).replaceAll("-----.*?-----", ""));
    var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)));
    signature.update(signed.getBytes("UTF-8"));
    var message = signed + "." + encoded(signature.sign());
    System.out.println(env.containsKey("SERVICE") ? answerTo(message, env.get("SERVICE") + "/signed-commands") : message);
  }

  /** The same bytes may be sent again, and are recorded once. Another run signs another message: print it first to keep it. */
  static String answerTo(String message, String uri) throws Exception {
    var body = HttpRequest.BodyPublishers.ofString(message);
    var request = HttpRequest.newBuilder(URI.create(uri)).header("Content-Type", "application/jose").POST(body).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  static String encoded(byte[] part) { return Base64.getUrlEncoder().withoutPadding().encodeToString(part); }
}
