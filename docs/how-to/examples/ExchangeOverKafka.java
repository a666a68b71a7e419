import java.time.Duration;
import java.util.*;
import java.util.stream.*;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.serialization.*;

/**
 * Sends a signed command over Kafka, if one is given, and prints each answer to the agency's commands as a CloudEvent, also after
 * a restart. An answer may come twice: its id identifies it. With org.apache.kafka:kafka-clients in the folder jars:
 * <pre>java -cp 'jars/*' ExchangeOverKafka.java [SERVICE CASE_ID MESSAGE_OF_SIGN_COMMAND]</pre>
 */
class ExchangeOverKafka {
  public static void main(String[] arguments) throws Exception {
    String agency = System.getenv("AGENCY"), prefix = System.getenv().getOrDefault("PREFIX", ""), login = System.getenv("LOGIN");
    var settings = new HashMap<String, Object>(Map.of("bootstrap.servers", System.getenv("BROKERS"), "client.id", agency));
    var secret = "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";";
    if (login != null) settings.putAll(Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "SCRAM-SHA-512",
        "sasl.jaas.config", secret.formatted(login, System.getenv("PASSWORD"))));
    if (arguments.length == 3)
      try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
        producer.send(new ProducerRecord<>(prefix + "case-commands." + arguments[0], arguments[1], arguments[2])).get();
      }
    settings.putAll(Map.of("group.id", prefix + "agency." + agency + ".answers", "auto.offset.reset", "earliest", "enable.auto.commit", false));
    try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(prefix + "case-answers." + agency));
      while (true) {
        for (var record : consumer.poll(Duration.ofSeconds(1)))
          System.out.println("{" + StreamSupport.stream(record.headers().spliterator(), false)
              .map(header -> "\"%s\":\"%s\",".formatted(header.key().replaceFirst("^ce_", "").replace("content-type", "datacontenttype"),
                  new String(header.value()))).collect(Collectors.joining()) + "\"data\":" + record.value() + "}");
        if (System.out.checkError()) throw new IllegalStateException("the output failed");
        consumer.commitSync(); // after the answers were taken, never before
      }
    }
  }
}
