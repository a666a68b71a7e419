const quoted = (text) => `"${text.replace(/[\\"]/g, '\\$&')}"`

/** Settings for SASL/PLAIN logins. The first login is the superuser; the others have no rights by default. */
const withUsers = (users) => {
  const [[first, secret]] = Object.entries(users)
  const logins = Object.entries(users).map(([name, password]) => `user_${name}=${quoted(password)}`)
  return {
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'listener.name.broker.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.broker.plain.sasl.jaas.config': [
      'org.apache.kafka.common.security.plain.PlainLoginModule required',
      `username=${quoted(first)} password=${quoted(secret)}`,
      ...logins,
    ]
      .join(' ')
      .concat(';'),
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    // The controller’s listener, on loopback, has no logins.
    'super.users': `User:${first};User:ANONYMOUS`,
  }
}

const withTls = ({ keyStore, password }) => ({
  'listener.name.broker.ssl.keystore.type': 'PKCS12',
  'listener.name.broker.ssl.keystore.location': keyStore,
  'listener.name.broker.ssl.keystore.password': password,
  // The broker connects to itself over this listener, too, and must trust its own certificate.
  'listener.name.broker.ssl.truststore.type': 'PKCS12',
  'listener.name.broker.ssl.truststore.location': keyStore,
  'listener.name.broker.ssl.truststore.password': password,
})

/** The node id of the first broker of a cluster. */
export const CONTROLLER_ID = 1

const protocolOf = (users, tls) => `${users ? 'SASL_' : ''}${tls ? 'SSL' : 'PLAINTEXT'}`

/**
 * One broker on loopback, small enough for a laptop or a CI machine with two cores. It is its own controller (KRaft),
 * unless it joins the cluster of another one.
 * @returns the text of its server.properties
 */
export const brokerSettings = ({ port, cluster, nodeId, dataDir, users, tls, settings = {} }) => {
  const isController = nodeId === CONTROLLER_ID
  const controllerAddress = `127.0.0.1:${cluster.controllerPort}`
  const all = {
    'process.roles': isController ? 'broker,controller' : 'broker',
    'node.id': nodeId,
    'controller.quorum.voters': `${CONTROLLER_ID}@${controllerAddress}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `BROKER://127.0.0.1:${port}${isController ? `,CONTROLLER://${controllerAddress}` : ''}`,
    'listener.security.protocol.map': `BROKER:${protocolOf(users, tls)},CONTROLLER:PLAINTEXT`,
    'inter.broker.listener.name': 'BROKER',
    'log.dirs': dataDir,
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    // A group starts without delay, and a killed member is detected soon.
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1000,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'log.cleaner.dedupe.buffer.size': 4_194_304,
    // Retention takes effect within seconds, so that tests can observe it.
    'log.retention.check.interval.ms': 1000,
    'log.segment.delete.delay.ms': 1000,
    ...(users ? withUsers(users) : {}),
    ...(tls ? withTls(tls) : {}),
    ...settings,
  }
  return Object.entries(all)
    .map(([name, value]) => `${name}=${String(value).replaceAll('\\', '\\\\')}\n`)
    .join('')
}
