{{/* The address of the feed. Kubernetes puts the login of a Secret in place of $(KAFKA_LOGIN). */}}
{{- define "case-timeline.feedUrl" -}}
{{- if eq .Values.feed.kind "store" -}}
store:
{{- else -}}
{{- $kafka := .Values.feed.kafka -}}
{{- $parameters := list -}}
{{- if $kafka.tls }}{{ $parameters = append $parameters "ssl=true" }}{{ end -}}
{{- if $kafka.ownAuthority }}{{ $parameters = append $parameters (printf "ca=/etc/case-timeline/trust/%s" .Values.trust.key) }}{{ end -}}
{{- if $kafka.login }}{{ $parameters = append $parameters (printf "sasl=%s" $kafka.sasl) }}{{ end -}}
{{- if $kafka.prefix }}{{ $parameters = append $parameters (printf "prefix=%s" $kafka.prefix) }}{{ end -}}
kafka://{{ if $kafka.login }}$(KAFKA_LOGIN)@{{ end }}{{ join "," $kafka.brokers }}/
{{- with $parameters }}?{{ join "&" . }}{{ end -}}
{{- end -}}
{{- end }}

{{/* The variables that come from Secrets, by name: dict root, service. */}}
{{- define "case-timeline.secretVariables" -}}
{{- range $key := list "EVENT_STORE_URL" "VIEWS_DATABASE_URL" "VAULT_URL" "VAULT_KEYS" }}
{{ $key }}: { name: {{ $.service.existingSecret | quote }}, key: {{ $key }} }
{{- end }}
{{- if and (eq .root.Values.feed.kind "kafka") .root.Values.feed.kafka.login }}
KAFKA_LOGIN: { name: {{ .service.existingSecret | quote }}, key: KAFKA_LOGIN }
{{- end }}
DIGEST_KEY: { name: {{ .root.Values.digestKey.existingSecret | quote }}, key: {{ .root.Values.digestKey.key | quote }} }
{{- end }}

{{/* The other variables of a service, by name: dict root, name, service. */}}
{{- define "case-timeline.plainVariables" -}}
{{- $values := .root.Values -}}
{{- $env := dict
  "HOST" "0.0.0.0"
  "PORT" "8080"
  "DEPLOYMENT" $values.deployment
  "JURISDICTION" $values.jurisdiction
  "OIDC_ISSUER" $values.oidc.issuer
  "OIDC_AUDIENCE" $values.oidc.audience
  "EVENT_FEED_URL" (include "case-timeline.feedUrl" .root)
  "LOG_LEVEL" $values.logLevel
  "AGENCY_QUOTA" (int64 $values.agencyQuota | toString)
  "KEEP_ALIVE_SECONDS" (int64 $values.keepAliveSeconds | toString)
  "IDEMPOTENCY_KEYS" $values.idempotencyKeys
  "START_PATIENCE_SECONDS" (int64 $values.startPatienceSeconds | toString)
  "SHUTDOWN_DELAY_SECONDS" (int64 $values.shutdown.delaySeconds | toString)
  "SHUTDOWN_DRAIN_SECONDS" (int64 $values.shutdown.drainSeconds | toString)
-}}
{{- with $values.agencyJurisdictions -}}
{{- $pairs := list -}}
{{- range $agency, $country := . }}{{ $pairs = append $pairs (printf "%s:%s" $agency $country) }}{{ end -}}
{{- $_ := set $env "AGENCY_JURISDICTIONS" (join "," $pairs) -}}
{{- end -}}
{{- $claims := list -}}
{{- range $name, $place := $values.oidc.claims }}{{ with $place }}{{ $claims = append $claims (printf "%s=%s" $name .) }}{{ end }}{{ end -}}
{{- with $values.oidc.jwks }}{{ $_ := set $env "OIDC_JWKS" . }}{{ end -}}
{{- $roles := list -}}
{{- range $name, $role := $values.oidc.roles }}{{ $roles = append $roles (printf "%s=%s" $name $role) }}{{ end -}}
{{- with $roles }}{{ $_ := set $env "OIDC_ROLES" (join "," .) }}{{ end -}}
{{- with $claims }}{{ $_ := set $env "OIDC_CLAIMS" (join "," .) }}{{ end -}}
{{- with $values.operatingAgencies }}{{ $_ := set $env "OPERATING_AGENCIES" (join "," .) }}{{ end -}}
{{- with $values.corsOrigins }}{{ $_ := set $env "CORS_ORIGINS" (join "," .) }}{{ end -}}
{{- with $values.agencyKeysUrl }}{{ $_ := set $env "AGENCY_KEYS" . }}{{ end -}}
{{- with $values.schemasUrl }}{{ $_ := set $env "SCHEMAS_URL" . }}{{ end -}}
{{- if has .name (splitList " " (include "case-timeline.receiving" .root)) -}}
{{- with .service.receivingAgency }}{{ $_ := set $env "RECEIVING_AGENCY" . }}{{ end -}}
{{- end -}}
{{- if or $values.policies.files $values.policies.existingConfigMap }}{{ $_ := set $env "POLICY_DIR" "/etc/case-timeline/policy" }}{{ end -}}
{{- if $values.trust.existingConfigMap }}{{ $_ := set $env "NODE_EXTRA_CA_CERTS" (printf "/etc/case-timeline/trust/%s" $values.trust.key) }}{{ end -}}
{{- if and (eq .name "audit-trail") $values.logHeads.existingSecret -}}
{{- $_ := set $env "LOG_HEADS_KEY_FILE" (printf "/etc/case-timeline/log-heads/%s" $values.logHeads.key) -}}
{{- $_ := set $env "LOG_HEADS_FILE" "/var/lib/case-timeline/log-heads" -}}
{{- end -}}
{{- if $values.telemetry.otlpEndpoint -}}
{{- $_ := set $env "OTEL_EXPORTER_OTLP_ENDPOINT" $values.telemetry.otlpEndpoint -}}
{{- $_ := set $env "OTEL_TRACES_EXPORTER" "otlp" -}}
{{- $_ := set $env "OTEL_TRACES_SAMPLER" $values.telemetry.sampler -}}
{{- $_ := set $env "OTEL_TRACES_SAMPLER_ARG" $values.telemetry.samplerArgument -}}
{{- $_ := set $env "OTEL_SERVICE_NAME" (printf "case-timeline-%s" .name) -}}
{{- $_ := set $env "OTEL_RESOURCE_ATTRIBUTES" (printf "service.namespace=%s,k8s.namespace.name=%s,k8s.pod.name=$(POD_NAME)" $values.deployment .root.Release.Namespace) -}}
{{- end -}}
{{- range $name, $value := .service.env }}{{ $_ := set $env $name $value }}{{ end -}}
{{ toYaml $env }}
{{- end }}

{{/* The variables of a service as Kubernetes lists them. What others name in $(…) comes first. */}}
{{- define "case-timeline.environment" -}}
{{- range $name, $from := include "case-timeline.secretVariables" . | fromYaml }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef: {{ toJson $from }}
{{- end }}
{{- if .root.Values.telemetry.otlpEndpoint }}
- name: POD_NAME
  valueFrom:
    fieldRef: { fieldPath: metadata.name }
{{- end }}
{{- range $name, $value := include "case-timeline.plainVariables" . | fromYaml }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- with .service.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}
