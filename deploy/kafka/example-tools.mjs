import { findCompiler } from '../clients/requirements.mjs'
import { findPython } from '../python.mjs'
import { brokerJars } from './broker-jars.mjs'
import { findJava } from './requirements.mjs'

/**
 * What the examples for Kafka run with: Java, which compiles a program of one file itself, the folder of Kafka's jars, and
 * Python.
 * @throws CannotStart with what is missing, and how to install it
 */
export const exampleTools = async () => {
  findCompiler()
  const python = findPython({
    user: 'The examples for Kafka need',
    modules: ['confluent_kafka', 'cryptography'],
    packages: 'python3 python3-confluent-kafka python3-cryptography',
  })
  return { java: findJava('java', 'The Java examples for Kafka run'), jars: await brokerJars(), python }
}
