import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Calls the generated clients: reads one call per line, as JSON, and prints one answer per line, as the generated models
 * write it. Operations and their parameters are found by name, so that this program needs no change when the documents do.
 */
public final class CallClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** @param arguments the folder of the compiled clients, each in a package `client.SERVICE` */
  public static void main(String[] arguments) throws Exception {
    Path classes = Path.of(arguments[0]);
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line; (line = lines.readLine()) != null; ) {
      JsonNode call = JSON.readTree(line);
      System.out.println(JSON.writeValueAsString(new CallClient(classes, call).answer()));
      System.out.flush();
    }
  }

  private final JsonNode call;
  private final String client;
  private final Path folder;

  private CallClient(Path classes, JsonNode call) {
    this.call = call;
    client = "client." + call.get("client").asText();
    folder = classes.resolve(client.replace('.', '/')).resolve("api");
  }

  private ObjectNode answer() throws Exception {
    Object apiClient = Class.forName(client + ".ApiClient").getConstructor().newInstance();
    apiClient.getClass().getMethod("updateBaseUri", String.class).invoke(apiClient, call.get("url").asText());
    Consumer<HttpRequest.Builder> authorize = request -> request.header("Authorization", "Bearer " + call.get("token").asText());
    apiClient.getClass().getMethod("setRequestInterceptor", Consumer.class).invoke(apiClient, authorize);
    ObjectMapper models = (ObjectMapper) apiClient.getClass().getMethod("getObjectMapper").invoke(apiClient);
    ObjectNode result = JSON.createObjectNode();
    try {
      Method operation = operation();
      Object api = operation.getDeclaringClass().getConstructor(apiClient.getClass()).newInstance(apiClient);
      Object response = operation.invoke(api, values(operation, models));
      result.put("status", (int) response.getClass().getMethod("getStatusCode").invoke(response));
      result.set("headers", JSON.valueToTree(response.getClass().getMethod("getHeaders").invoke(response)));
      result.set("body", models.readTree(models.writeValueAsString(response.getClass().getMethod("getData").invoke(response))));
    } catch (InvocationTargetException failure) {
      Throwable cause = failure.getCause();
      if (!cause.getClass().getSimpleName().equals("ApiException")) throw failure;
      int status = (int) cause.getClass().getMethod("getCode").invoke(cause);
      String body = (String) cause.getClass().getMethod("getResponseBody").invoke(cause);
      if (status < 400 || body == null) return result.put("failure", cause.toString());
      Object problem = models.readValue(body, Class.forName(client + ".model.Problem"));
      result.put("status", status);
      result.set("body", models.readTree(models.writeValueAsString(problem)));
    } catch (IllegalArgumentException | ReflectiveOperationException | java.io.IOException failure) {
      result.put("failure", failure.toString());
    }
    return result;
  }

  /** The method of the operation without its overload for additional headers. */
  private Method operation() throws Exception {
    List<String> names;
    try (var files = Files.list(folder)) {
      names = files.map(file -> file.getFileName().toString()).filter(name -> name.matches("\\w+Api\\.class")).collect(Collectors.toList());
    }
    String wanted = plain(call.get("operation").asText() + "WithHttpInfo");
    for (String name : names) {
      Class<?> api = Class.forName(client + ".api." + name.replace(".class", ""));
      var found = List.of(api.getMethods()).stream().filter(method -> plain(method.getName()).equals(wanted)).min(Comparator.comparing(Method::getParameterCount));
      if (found.isPresent()) return found.get();
    }
    throw new NoSuchMethodException(wanted);
  }

  /** The body is the parameter that is not in the URL or a header. */
  private Object[] values(Method operation, ObjectMapper models) throws Exception {
    Map<String, JsonNode> parameters = new HashMap<>();
    for (JsonNode place : call.get("parameters")) place.properties().forEach(entry -> parameters.put(plain(entry.getKey()), entry.getValue()));
    Parameter[] declared = operation.getParameters();
    Object[] values = new Object[declared.length];
    for (int at = 0; at < declared.length; at++) {
      JsonNode value = parameters.remove(plain(declared[at].getName()));
      if (value == null && call.has("body") && declared[at].getType().getPackageName().startsWith(client)) value = call.get("body");
      if (value != null) values[at] = models.readValue(models.writeValueAsString(value), models.constructType(declared[at].getParameterizedType()));
    }
    if (!parameters.isEmpty()) throw new IllegalArgumentException(operation.getName() + " has no parameter " + parameters.keySet());
    return values;
  }

  private static String plain(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase();
  }
}
