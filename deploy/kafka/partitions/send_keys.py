"""Sends a message under each key with a partitioner of librdkafka, and prints where it went."""
import sys
from confluent_kafka import Producer

broker, topic, partitioner, *keys = sys.argv[1:]
partitions = {}

def delivered(failure, message):
    if failure:
        sys.exit(str(failure))
    partitions[message.key().decode()] = message.partition()

producer = Producer({'bootstrap.servers': broker, 'partitioner': partitioner})
for key in keys:
    producer.produce(topic, '', key, on_delivery=delivered)
producer.flush()
print(*(partitions[key] for key in keys), sep='\n')
