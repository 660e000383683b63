import { compileVelocity } from '../src/mapping/velocity';

/** Renders with `$s` a text, `$l` a list, `$m` a map, `$n` a number. */
function render(template: string): string {
  return compileVelocity(template)({ s: 'a.b,c', l: ['x', 'y'], m: { k: 'v', one: 1 }, n: 7, empty: '', zero: 0, no: false });
}

describe('methods of a text are those of java.lang.String', () => {
  test.each([
    ['$s.split(",").size() $s.split("[.,]").size() $s.split(".").size()', '2 3 1'],
    ['$s.split(",")[1] $s.split(",").get(0)', 'c a.b'],
    ['#set($p = "a,b,,")$p.split(",").size() $p.split(",", -1).size() $p.split(",", 2).get(1)', '2 4 b,,'],
    ['$s.replaceAll("[a-c]", "<$0>")', '<a>.<b>,<c>'],
    ['$s.replaceAll("(a)\\.(b)", "$2-$1")', 'b-a,c'],
    ['$s.replaceFirst("[a-c]", "x") $s.replace(".", "+") $s.replace("a.b", "")', 'x.b,c a+b,c ,c'],
    ['$s.length() $s.isEmpty() $empty.isEmpty() $empty.length()', '5 false true 0'],
    ['$s.equals("a.b,c") $s.equalsIgnoreCase("A.B,C") $s.contains(".b") $s.startsWith("a") $s.endsWith("a")', 'true true true true false'],
    ['$s.substring(2) $s.substring(0, 1) $s.indexOf("b") $s.lastIndexOf("z") $s.charAt(2)', 'b,c a 2 -1 b'],
    ['$s.toUpperCase() $s.concat("!") $s.matches("a") $s.matches("a.*") $s.matches("(?i)A.*")', 'A.B,C a.b,c! false true true'],
    ['[#set($t = "  x ")$t.trim()] $t.toLowerCase().hashCode()', `[x] ${hash('  x ')}`],
  ])('%s', (template, expected) => expect(render(template)).toBe(expected));

  function hash(text: string): number {
    return [...text].reduce((sum, character) => Int32Array.of(Math.imul(sum, 31) + character.charCodeAt(0))[0], 0);
  }
});

describe('lists and maps', () => {
  test.each([
    ['$l.size() $l.get(1) $l[0] $l.isEmpty() $l.contains("y") $l.indexOf("y")', '2 y x false true 1'],
    ['#set($e = [])$e.add("1")$e.add("2") $e $e.size() #set($gone = $e.remove(0))$gone $e', 'truetrue [1, 2] 2 1 [2]'],
    ['$m.get("k") $m.k $m["k"] $m.containsKey("k") $m.containsKey("x") $m.size()', 'v v v true false 2'],
    ['#foreach($k in $m.keySet())$k=$m.get($k)#if($foreach.hasNext),#end#end', 'k=v,one=1'],
    ['#foreach($e in $m.entrySet())$e.key:$e.value $e.getKey()#if($foreach.last).#end#end', 'k:v kone:1 one.'],
    ['#foreach($v in $m.values())$foreach.index$v#end', '0v11'],
    ['#set($o = {})[$!o.put("a", "b")] $o $o.isEmpty() #set($x = $o.remove("a"))$x $o', '[] {a=b} false b {}'],
    ['$m $l', '{k=v, one=1} [x, y]'],
    ['#foreach($i in [1..3])$i#end', '123'],
  ])('%s', (template, expected) => expect(render(template)).toBe(expected));
});

describe('conditions and operators', () => {
  test.each([
    // An empty text and 0 are true for Velocity.
    ['#if($empty)t#{else}f#end#if($zero)t#{else}f#end#if($no)t#{else}f#end#if($none)t#{else}f#end', 'ttff'],
    ['#if($m.none == "")t#{else}f#end#if($m.none)t#{else}f#end#if(!$m.none)t#{else}f#end', 'tft'],
    ['#if($n == "7")t#{else}f#end#if($n == 7)t#{else}f#end#if($s == "a.b,c")t#{else}f#end#if($n != 7)t#{else}f#end', 'tttf'],
    ['#if($n > 5 && $n <= 7)t#{else}f#end#if($s > 5)t#{else}f#end', 'tf'],
    ['#if($s == "x")1#elseif($n == 7)2#{else}3#end', '2'],
    ['#set($a = 7 / 2)$a #set($b = $n + 1)$b #set($c = "a" + 1)$c #set($d = 7 % 4)$d', '3 8 a1 3'],
    ['#set($q = $n.parseInt("12") + 1)$q', '13'],
  ])('%s', (template, expected) => expect(render(template)).toBe(expected));
});

describe('references', () => {
  test.each([
    ['$none $!none ${none} $!{none}', '$none  ${none} '],
    ['[$m.none][$m.none.none][$l.none]', '[][][]'],
    ['"$s"', '"a.b,c"'],
    ['#set($x = "<$s>")$x #set($y = \'<$s>\')$y', '<a.b,c> <$s>'],
    ['#set($x = "{""a"": ""$n""}")$x #set($y = "")[$y]#if($s == "")t#{else}f#end', '{"a": "7"} []f'],
    ['{"a": "", "b": "$s"} #set($l2 = ["", "a"])$l2.size()', '{"a": "", "b": "a.b,c"} 2'],
    ['#if($n)"a""b"#end #set($x = $s.replace("a", """"))$x', '"a""b" ".b,c'],
    ['#define($d)<$n>#end$d$d', '<7><7>'],
    ['#macro(twice $v)$v$v#end#twice("z")', 'zz'],
    ['## comment\nx #* more *# y', 'x  y'],
    ['$s.constructor $m.constructor $m.__proto__', '  '],
  ])('%s', (template, expected) => expect(render(template)).toBe(expected));
});

test.each(['$s.nothing()', '$s.substring(9)', '$l.get(2)', '$s.charAt(5)', '$n.parseInt("x")'])('%s fails, as it does in Java', (template) => {
  expect(() => render(template)).toThrow();
});
