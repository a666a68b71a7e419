"""Sends a signed command over Kafka, if one is given, and prints each answer to the agency's commands as a CloudEvent, also after
a restart. An answer may come twice: its id identifies it. Needs the package confluent-kafka.

    python3 exchange-over-kafka.py [<service> <case id> <message of sign-command>]
"""
import json, os, sys
from confluent_kafka import Consumer, KafkaException, Producer

env = os.environ
agency, prefix = env['AGENCY'], env.get('PREFIX', '')
settings = {'bootstrap.servers': env['BROKERS'], 'client.id': agency}
if 'LOGIN' in env:
    settings.update({'security.protocol': 'SASL_SSL', 'sasl.mechanism': 'SCRAM-SHA-512',
                     'sasl.username': env['LOGIN'], 'sasl.password': env['PASSWORD']})

if len(sys.argv) == 4:
    service, case, message = sys.argv[1:]
    failures = []
    # librdkafka's own partitioner would put the case elsewhere.
    producer = Producer({**settings, 'partitioner': 'murmur2_random'})
    producer.produce(f'{prefix}case-commands.{service}', message, case, on_delivery=lambda failure, _: failures.append(failure))
    producer.flush()
    if failures != [None]:
        sys.exit(f'not sent: {failures}')

group = {'group.id': f'{prefix}agency.{agency}.answers', 'auto.offset.reset': 'earliest', 'enable.auto.commit': False}
consumer = Consumer({**settings, **group})
consumer.subscribe([f'{prefix}case-answers.{agency}'])
while True:
    answer = consumer.poll(1)
    if answer is None:
        continue
    if answer.error():
        raise KafkaException(answer.error())
    event = {name.removeprefix('ce_'): value.decode() for name, value in answer.headers()}
    event['datacontenttype'] = event.pop('content-type')
    print(json.dumps({**event, 'data': json.loads(answer.value())}), flush=True)
    consumer.commit(answer)  # after the answer was taken, never before
