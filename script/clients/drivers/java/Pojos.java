import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Inputs and outputs of the SDK as JSON, with the names that the API of S3 has. */
final class Pojos {
  private Pojos() {}

  static void fill(SdkPojo builder, JsonNode from) {
    for (SdkField<?> field : builder.sdkFields()) {
      // Copies have DestinationBucket and DestinationKey.
      JsonNode value = from.get(field.memberName().replaceFirst("^Destination", ""));
      if (value != null && !value.isNull()) {
        field.set(builder, value(field, value));
      }
    }
  }

  private static Object value(SdkField<?> field, JsonNode from) {
    MarshallingType<?> type = field.marshallingType();
    if (type == MarshallingType.LIST) {
      SdkField<?> member = field.getTrait(ListTrait.class).memberFieldInfo();
      List<Object> list = new ArrayList<>();
      from.forEach(item -> list.add(value(member, item)));
      return list;
    }
    if (type == MarshallingType.MAP) {
      Map<String, String> map = new LinkedHashMap<>();
      from.fields().forEachRemaining(entry -> map.put(entry.getKey(), entry.getValue().asText()));
      return map;
    }
    if (type == MarshallingType.SDK_POJO) {
      SdkPojo builder = field.constructor().get();
      fill(builder, from);
      return ((SdkBuilder<?, ?>) builder).build();
    }
    if (type == MarshallingType.INTEGER) {
      return from.asInt();
    }
    if (type == MarshallingType.LONG) {
      return from.asLong();
    }
    if (type == MarshallingType.BOOLEAN) {
      return from.asBoolean();
    }
    return type == MarshallingType.INSTANT ? Instant.parse(from.asText()) : from.asText();
  }

  static Map<String, Object> read(SdkPojo from) {
    Map<String, Object> read = new LinkedHashMap<>();
    for (SdkField<?> field : from.sdkFields()) {
      Object value = field.getValueOrDefault(from);
      if (value != null && !(value instanceof SdkAutoConstructList) && !(value instanceof SdkAutoConstructMap)) {
        read.put(field.memberName(), plain(value));
      }
    }
    return read;
  }

  private static Object plain(Object value) {
    if (value instanceof SdkPojo pojo) {
      return read(pojo);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Pojos::plain).toList();
    }
    return value instanceof Number || value instanceof Boolean || value instanceof Map ? value : value.toString();
  }
}
