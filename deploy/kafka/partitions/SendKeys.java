import java.util.Map;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends a message under each key with the default partitioner of Kafka's Java client, and prints where it went. */
class SendKeys {
  public static void main(String[] arguments) throws Exception {
    var settings = Map.<String, Object>of("bootstrap.servers", arguments[0]);
    try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (int at = 2; at < arguments.length; at++)
        System.out.println(producer.send(new ProducerRecord<>(arguments[1], arguments[at], "")).get().partition());
    }
  }
}
