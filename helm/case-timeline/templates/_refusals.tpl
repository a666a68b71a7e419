{{/* Why these values cannot work, one sentence for each reason: what is wrong, and what to set. */}}
{{- define "case-timeline.refusals" -}}
{{- $values := .Values -}}
{{- $found := list -}}
{{- range $name, $sentence := dict
  "deployment" "deployment is empty: name the deployment, for example deployment: ph-north"
  "jurisdiction" "jurisdiction is empty: set the ISO 3166 country of the law, for example jurisdiction: PH"
-}}
{{- if not (get $values $name) }}{{ $found = append $found $sentence }}{{ end -}}
{{- end -}}
{{- if not $values.oidc.issuer }}{{ $found = append $found "oidc.issuer is empty: set the issuer of the tokens, for example https://id.example/realms/police" }}{{ end -}}
{{- if not $values.digestKey.existingSecret }}{{ $found = append $found "digestKey.existingSecret is empty: name the Secret that has DIGEST_KEY" }}{{ end -}}
{{- if and (ne $values.migration.mode "none") (not $values.migration.existingSecret) }}{{ $found = append $found "migration.existingSecret is empty: name the Secret that has ADMIN_URL, or set migration.mode=none and run casectl migrate yourself" }}{{ end -}}
{{- $services := include "case-timeline.services" . | fromYaml -}}
{{- if not $services }}{{ $found = append $found "no service is enabled: enable at least one under services" }}{{ end -}}
{{- range $name, $service := $services -}}
{{- $workload := dict "root" $ "name" $name "service" $service -}}
{{- $scaling := $service.autoscaling -}}
{{- if not $service.existingSecret }}{{ $found = append $found (printf "services.%s.existingSecret is empty: name the Secret that has EVENT_STORE_URL, VIEWS_DATABASE_URL, VAULT_URL and VAULT_KEYS of %s" $name $name) }}{{ end -}}
{{- if and (eq $scaling.mode "none") (lt (int $service.replicas) 1) }}{{ $found = append $found (printf "services.%s.replicas is 0: %s; set 1 or more, or enabled: false" $name (ternary "nothing is sent to Kafka without its relay, and no head of the log is signed" "its commands are refused and its views stay behind" (eq $name "audit-trail"))) }}{{ end -}}
{{- if and (ne $scaling.mode "none") (gt (int $scaling.minReplicas) (int $scaling.maxReplicas)) }}{{ $found = append $found (printf "services.%s.autoscaling.minReplicas is above maxReplicas: lower it" $name) }}{{ end -}}
{{- if eq $scaling.mode "keda" -}}
{{- if ne $values.feed.kind "kafka" }}{{ $found = append $found (printf "services.%s.autoscaling.mode is keda, which scales by the lag in Kafka, and feed.kind is %s: use hpa" $name $values.feed.kind) }}{{ end -}}
{{- if gt (int $scaling.maxReplicas) (int (include "case-timeline.partitions" $)) }}{{ $found = append $found (printf "services.%s.autoscaling.maxReplicas is %d and a topic has %s partitions: more pods than partitions get no events; set %s or less" $name (int $scaling.maxReplicas) (include "case-timeline.partitions" $) (include "case-timeline.partitions" $)) }}{{ end -}}
{{- if not $scaling.consumerGroup }}{{ $found = append $found (printf "services.%s.autoscaling.consumerGroup is empty: name the group of its events, which kafka-consumer-groups.sh --list shows" $name) }}{{ end -}}
{{- end -}}
{{- $secrets := include "case-timeline.secretVariables" $workload | fromYaml -}}
{{- range $variable, $_ := $service.env -}}
{{- if hasKey $secrets $variable }}{{ $found = append $found (printf "services.%s.env sets %s, which is secret: put it into the Secret" $name $variable) }}{{ end -}}
{{- end -}}
{{- $names := concat (keys $secrets) (keys (include "case-timeline.plainVariables" $workload | fromYaml)) -}}
{{- if $values.telemetry.otlpEndpoint }}{{ $names = append $names "POD_NAME" }}{{ end -}}
{{- $unverified := hasKey $service.env "NODE_TLS_REJECT_UNAUTHORIZED" -}}
{{- range $service.extraEnv -}}
{{- if eq .name "NODE_TLS_REJECT_UNAUTHORIZED" }}{{ $unverified = true }}{{ end -}}
{{- if has .name $names }}{{ $found = append $found (printf "services.%s.extraEnv sets %s, which is set already: use env to replace a value" $name .name) }}{{ end -}}
{{- $names = append $names .name -}}
{{- end -}}
{{- if $unverified }}{{ $found = append $found (printf "services.%s sets NODE_TLS_REJECT_UNAUTHORIZED, with which anybody on the network can sign tokens and read passwords: use trust.existingConfigMap" $name) }}{{ end -}}
{{- $paths := list "/tmp" "/etc/case-timeline/policy" "/etc/case-timeline/trust" "/etc/case-timeline/log-heads" "/var/lib/case-timeline" -}}
{{- range $mount, $from := $service.mounts -}}
{{- $path := clean $from.path -}}
{{- if or (has $path $paths) (regexMatch "^/(app|proc|sys|dev)(/|$)" $path) (eq $path "/") }}{{ $found = append $found (printf "services.%s.mounts.%s is at %s, where the pod has something else: use a folder of its own, such as /etc/case-timeline/%s" $name $mount $from.path $mount) }}{{ end -}}
{{- $paths = append $paths $path -}}
{{- end -}}
{{- if and $values.image.requireDigests (not (get $values.image.digests $name)) }}{{ $found = append $found (printf "image.digests.%s is missing, and image.requireDigests is true: set the digest of the image that you tested" $name) }}{{ end -}}
{{- end -}}
{{- if and $values.image.requireDigests (not $values.image.digests.casectl) }}{{ $found = append $found "image.digests.casectl is missing, and image.requireDigests is true: set the digest of the image that you tested" }}{{ end -}}
{{- if eq $values.feed.kind "kafka" -}}
{{- $kafka := $values.feed.kafka -}}
{{- if not $kafka.brokers }}{{ $found = append $found "feed.kind is kafka and feed.kafka.brokers is empty: name brokers as host:port, or use feed.kind: store" }}{{ end -}}
{{- if and $kafka.login (eq $kafka.sasl "plain") (not $kafka.tls) }}{{ $found = append $found "feed.kafka.sasl is plain without tls, which sends the password in clear text: set tls: true or a scram mechanism" }}{{ end -}}
{{- if and $kafka.ownAuthority (not $values.trust.existingConfigMap) }}{{ $found = append $found "feed.kafka.ownAuthority needs the certificates: set trust.existingConfigMap" }}{{ end -}}
{{- if and $kafka.ownAuthority (not $kafka.tls) }}{{ $found = append $found "feed.kafka.ownAuthority needs feed.kafka.tls: true" }}{{ end -}}
{{- if and (ne $values.topics.mode "none") $kafka.login (not $values.topics.existingSecret) }}{{ $found = append $found "topics.existingSecret is empty: name the Secret that has KAFKA_LOGIN of a login that may create topics, or set topics.mode=none and run casectl topics yourself" }}{{ end -}}
{{- if gt (int $values.topics.minInsync) (int $values.topics.replication) }}{{ $found = append $found "topics.minInsync is above topics.replication: no message could be written; lower it" }}{{ end -}}
{{- end -}}
{{- if $values.network.enabled -}}
{{- range $need := list "dns" "postgres" "eventStore" "kafka" "oidc" "otlp" -}}
{{- if and (include "case-timeline.uses" (dict "root" $ "need" $need)) (not (get $values.network $need).ports) }}{{ $found = append $found (printf "network.%s.ports is empty, and the services need it: list its ports" $need) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if and $values.policies.files $values.policies.existingConfigMap }}{{ $found = append $found "policies.files and policies.existingConfigMap are both set: use one" }}{{ end -}}
{{- if and $values.policies.existingConfigMap (not $values.policies.checksum) }}{{ $found = append $found "policies.checksum is empty: set the SHA-256 of the files in policies.existingConfigMap, so that a change restarts the services" }}{{ end -}}
{{- range $file, $content := $values.policies.files -}}
{{- $policy := fromJson $content -}}
{{- if or (hasKey $policy "Error") (ne (printf "%s.json" (get $policy "jurisdiction")) $file) }}{{ $found = append $found (printf "policies.files has %s, which is not a JSON policy of jurisdiction %s: see docs/how-to/set-the-policy.md" $file (trimSuffix ".json" $file)) }}{{ end -}}
{{- end -}}
{{- if ne (empty $values.logHeads.existingSecret) (empty $values.logHeads.existingClaim) }}{{ $found = append $found "logHeads needs existingSecret (the key) and existingClaim (the file of signed heads): set both or none" }}{{ end -}}
{{- range $name, $list := include "case-timeline.heldLists" . | fromYaml -}}
{{- if not $list.agency }}{{ $found = append $found (printf "casectl.heldLists.%s.agency is missing: name the agency whose list it is" $name) }}{{ end -}}
{{- if not $list.existingClaim }}{{ $found = append $found (printf "casectl.heldLists.%s.existingClaim is empty: name the PersistentVolumeClaim that keeps the lists" $name) }}{{ end -}}
{{- if not (hasKey $services $list.service) }}{{ $found = append $found (printf "casectl.heldLists.%s.service is %s, which is not enabled: enable it, or remove its list" $name $list.service) }}{{ end -}}
{{- if hasKey $values.casectl.jobs (printf "held-%s" $name) }}{{ $found = append $found (printf "casectl.jobs.held-%s has the name of the list casectl.heldLists.%s: give one another name" $name $name) }}{{ end -}}
{{- end -}}
{{- if and $values.ingress.enabled (not $values.ingress.domain) }}{{ $found = append $found "ingress.domain is empty: set the domain of the hosts" }}{{ end -}}
{{- if and $values.gateway.enabled (not $values.gateway.domain) }}{{ $found = append $found "gateway.domain is empty: set the domain of the hosts" }}{{ end -}}
{{- if and $values.gateway.enabled (not $values.gateway.parentRefs) }}{{ $found = append $found "gateway.parentRefs is empty: name the Gateway" }}{{ end -}}
{{- with $found -}}
{{- fail (printf "\n%s is not installed:\n  %s" $.Release.Name (join "\n  " .)) -}}
{{- end -}}
{{- end }}
